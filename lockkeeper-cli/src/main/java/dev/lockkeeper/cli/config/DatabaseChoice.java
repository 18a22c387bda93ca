package dev.lockkeeper.cli.config;

import dev.lockkeeper.guard.proxy.ProxySettings;
import dev.lockkeeper.settings.DatabaseAddress;
import java.util.List;
import java.util.Optional;

/**
 * The database that a command works on, and why this one. Immutable; never shows a secret.
 *
 * @param address where it is; empty means the embedded server of the project
 * @param proxy the proxy through which it is reached, if one is to be started
 * @param environment the name of the environment, for the ledger and for messages
 * @param isProtected whether destructive commands need a confirmation here
 * @param origins where the address and its parts came from
 * @param warnings what the user should know, as sentences
 */
public record DatabaseChoice(
    Optional<DatabaseAddress> address,
    Optional<ProxySettings> proxy,
    String environment,
    boolean isProtected,
    List<Origin> origins,
    List<String> warnings) {

  public DatabaseChoice {
    origins = List.copyOf(origins);
    warnings = List.copyOf(warnings);
  }

  /** Whether the project's embedded server was chosen. */
  public boolean isEmbedded() {
    return address.isEmpty();
  }
}
