package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.settings.ServiceSettings;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The services of a project, whose settings are read when they are asked for. Immutable. */
public final class Services {
  private final Map<String, ServiceEntry> entries;
  private final Variables variables;

  Services(Map<String, ServiceEntry> entries, Variables variables) {
    this.entries = entries;
    this.variables = variables;
  }

  /** The names of all services. */
  public Set<String> names() {
    return entries.keySet();
  }

  /**
   * The settings of a service.
   *
   * @param name its name; the only one if left out
   * @throws LockkeeperException with {@link ErrorCode#UNKNOWN_SERVICE} if there is no such service,
   *     or there are several and none is named; with {@link ErrorCode#SETTINGS} if its settings are
   *     wrong
   */
  public ServiceSettings get(Optional<String> name) {
    if (name.isEmpty() && entries.size() != 1) {
      throw unknown(
          entries.isEmpty()
              ? "lockkeeper.yaml has no services"
              : "lockkeeper.yaml has several services, and none is named");
    }
    String wanted = name.orElseGet(() -> entries.keySet().iterator().next());
    ServiceEntry entry = entries.get(wanted);
    if (entry == null) {
      throw unknown("lockkeeper.yaml has no service `" + wanted + "`");
    }
    return entry.settings(variables);
  }

  private LockkeeperException unknown(String message) {
    return LockkeeperException.because(ErrorCode.UNKNOWN_SERVICE, message)
        .databaseState("Nothing was changed.")
        .hint(
            entries.isEmpty()
                ? "Describe what is released under `services:`; docs/release.md shows how."
                : "Name one of " + String.join(", ", entries.keySet()) + ".")
        .build();
  }
}
