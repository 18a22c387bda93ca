package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.config.DatabaseChoice;
import dev.lockkeeper.cli.config.Origin;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.child.ChildCommand;
import dev.lockkeeper.guard.proxy.ProxySettings;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.DurationText;
import dev.lockkeeper.settings.Secret;
import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.settings.Timing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where every setting comes from, and whether they make sense together. */
final class SettingsChecks {
  /** How to store a password so that it stands in no file and no shell history. */
  static final String STORE_SECRET =
      "Store the password from standard input, for example with `gcloud secrets create NAME"
          + " --data-file=-` (type it, then Ctrl-D), and hand it over as PGPASSWORD or as a file"
          + " named by PGPASSWORD_FILE.";

  private static final Duration LONG_LOCK_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration USUAL_TASK_TIMEOUT = Duration.ofMinutes(10);
  private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "::1");
  private static final List<String> INSTANCES =
      List.of("INSTANCE_CONNECTION_NAME", "CLOUD_SQL_CONNECTION_NAME");

  private final Configuration configuration;
  private final Map<String, String> environment;

  SettingsChecks(Configuration configuration, Map<String, String> environment) {
    this.configuration = configuration;
    this.environment = environment;
  }

  static boolean isLocal(DatabaseAddress address) {
    return address.isSocket() || LOCAL.contains(address.host());
  }

  void run(Diagnoses diagnoses) {
    configuration.origins().forEach(origin -> origin(origin, diagnoses));
    Optional<DatabaseChoice> choice = configuration.database();
    choice.ifPresent(
        found -> {
          found.origins().forEach(origin -> origin(origin, diagnoses));
          found
              .warnings()
              .forEach(
                  warning ->
                      diagnoses.warning("database", warning, "Change it where it comes from."));
        });
    if (choice.isEmpty()
        && !diagnoses.has("settings")
        && !diagnoses.has(SecretReferencesCheck.ID)) {
      diagnoses.info(
          "database",
          "no database is configured",
          "Set DATABASE_URL, give --url, or write url: in lockkeeper.yaml.");
    }
    choice
        .flatMap(DatabaseChoice::address)
        .ifPresent(
            address -> {
              choice
                  .flatMap(DatabaseChoice::proxy)
                  .ifPresentOrElse(
                      proxy -> proxy(proxy, diagnoses), () -> socket(address, diagnoses));
              password(address, diagnoses);
              unusedInstance(address, diagnoses);
            });
    timing(configuration.settings(), diagnoses);
  }

  private static void origin(Origin origin, Diagnoses diagnoses) {
    diagnoses.ok("setting", origin.toString());
  }

  private void proxy(ProxySettings proxy, Diagnoses diagnoses) {
    try {
      ChildCommand command =
          ChildCommand.find(proxy.command(), configuration.project(), environment);
      diagnoses.ok("proxy", "the program of the proxy is there: " + command.program());
    } catch (LockkeeperException e) {
      diagnoses.problem("proxy", e);
    }
  }

  private static void socket(DatabaseAddress address, Diagnoses diagnoses) {
    Optional<String> file = address.socketFile();
    if (file.isEmpty()) {
      return;
    }
    if (Files.exists(Path.of(file.get()))) {
      diagnoses.ok("socket", "the socket " + file.get() + " is there");
      return;
    }
    if (!address.host().startsWith("/cloudsql/")) {
      diagnoses.problem(
          "socket",
          "there is no socket " + file.get(),
          "Start the server, or name the folder where it keeps its socket.");
      return;
    }
    String instance = address.host().substring("/cloudsql/".length());
    diagnoses.problem(
        "socket",
        "there is no socket " + file.get() + ": nothing here brings Cloud SQL to /cloudsql",
        "On Cloud Run, give the job the instance (--set-cloudsql-instances="
            + instance
            + "). In Cloud Build or on a laptop, start `cloud-sql-proxy --unix-socket /cloudsql "
            + instance
            + "` first, or let Lockkeeper start it: `proxy` in lockkeeper.yaml; or put"
            + " lockkeeper-cloud-sql.jar of the distribution beside lockkeeper.jar.");
  }

  private static void password(DatabaseAddress address, Diagnoses diagnoses) {
    boolean hasPassword =
        address.password().map(Secret::reveal).filter(text -> !text.isEmpty()).isPresent();
    if (!hasPassword && !isLocal(address)) {
      diagnoses.info(
          "password",
          "no password is configured for " + address.display(),
          "If the server asks for one: " + STORE_SECRET);
    }
  }

  private void unusedInstance(DatabaseAddress address, Diagnoses diagnoses) {
    for (String name : INSTANCES) {
      String instance = environment.getOrDefault(name, "").strip();
      if (!instance.isEmpty() && !address.display().contains(instance)) {
        diagnoses.info(
            "socket",
            name + " is set and not used, since the address names " + address.host(),
            "Unset it, or unset the stronger variables if the instance is meant.");
      }
    }
  }

  private static void timing(Settings settings, Diagnoses diagnoses) {
    Timing timing = settings.timing();
    String lock = shown(timing.lockTimeout());
    if (timing.lockTimeout().compareTo(LONG_LOCK_TIMEOUT) > 0) {
      diagnoses.warning(
          "lock-timeout",
          "lock-timeout is " + lock + ": every query on the table waits behind ours for that long",
          "Use 500ms to 2s and leave the rest to retries within lock-budget.");
    }
    if (timing.lockBudget().compareTo(timing.lockTimeout()) < 0) {
      diagnoses.warning(
          "lock-budget",
          "lock-budget is " + shown(timing.lockBudget()) + ", less than lock-timeout: no retry",
          "Give it some minutes; a busy table is then tried again instead of failing the run.");
    }
    boolean isLimited = !timing.statementTimeout().isZero();
    if (isLimited && timing.statementTimeout().compareTo(timing.lockTimeout()) <= 0) {
      diagnoses.warning(
          "statement-timeout",
          "statement-timeout is "
              + shown(timing.statementTimeout())
              + " and lock-timeout "
              + lock
              + ": a wait for a lock ends as a cancelled statement, which is not tried again",
          "Make statement-timeout longer than lock-timeout, or leave it at 0.");
    }
    Duration longest = settings.lockWait().plus(timing.lockBudget());
    if (longest.compareTo(USUAL_TASK_TIMEOUT) > 0) {
      diagnoses.info(
          "task-timeout",
          "waiting alone may take "
              + shown(longest)
              + " (lock-wait and the lock-budget of one migration)",
          "Give the job a longer task timeout than that; Cloud Run's default is 10 minutes.");
    }
  }

  private static String shown(Duration duration) {
    return DurationText.display(duration.toMillis());
  }
}
