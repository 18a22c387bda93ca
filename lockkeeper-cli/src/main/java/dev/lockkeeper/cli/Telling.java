package dev.lockkeeper.cli;

import dev.lockkeeper.ToolVersion;
import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.config.DatabaseChoice;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.signal.RunFacts;
import dev.lockkeeper.signal.RunSignals;
import java.util.List;
import java.util.Optional;

/** Makes what tells others of a run. */
final class Telling {
  private Telling() {}

  static RunSignals of(String action, Configuration configuration) {
    Settings settings = configuration.settings();
    Optional<DatabaseAddress> address = configuration.database().flatMap(DatabaseChoice::address);
    RunFacts facts =
        new RunFacts(
            settings.project(),
            settings.environment(),
            address.map(DatabaseAddress::display).orElse("embedded"),
            action,
            settings.actor(),
            ToolVersion.get(),
            settings.releaseId(),
            settings.image(),
            settings.commit());
    return new RunSignals(facts, configuration.signals().resolved(), secrets(address));
  }

  private static List<Secret> secrets(Optional<DatabaseAddress> address) {
    return address.flatMap(DatabaseAddress::password).stream().toList();
  }
}
