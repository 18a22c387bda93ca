package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.cli.config.ConfigurationReader;
import dev.lockkeeper.cli.config.DatabaseChoice;
import dev.lockkeeper.cli.config.DatabaseNeed;
import dev.lockkeeper.cli.config.GlobalOptions;
import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks for what is wrong with a set-up. Writes nothing anywhere. Immutable and thread-safe; every
 * call reads everything again. Whatever is wrong is a diagnosis, never an exception.
 */
public final class Doctor {
  private final ConfigurationReader reader;
  private final GlobalOptions options;
  private final Map<String, String> environment;

  /**
   * @param reader reads the settings
   * @param options the options that came with the command
   * @param environment the environment variables, as given to the reader
   */
  public Doctor(
      ConfigurationReader reader, GlobalOptions options, Map<String, String> environment) {
    this.reader = reader;
    this.options = options;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Examines files and settings and, if asked to, the secrets and the database that they name. The
   * embedded server is not started for it; whoever has started it can call {@link #live}.
   */
  public List<Diagnosis> examine(boolean live) {
    Diagnoses diagnoses = new Diagnoses();
    Optional<Configuration> configuration = examined(live, diagnoses);
    if (live) {
      database(configuration, diagnoses);
    }
    return diagnoses.list();
  }

  /** Examines files, settings and the secrets that they name. */
  public List<Diagnosis> examineWithSecrets() {
    Diagnoses diagnoses = new Diagnoses();
    examined(true, diagnoses);
    return diagnoses.list();
  }

  private Optional<Configuration> examined(boolean live, Diagnoses diagnoses) {
    diagnoses.ok("java", "Java " + Runtime.version());
    Optional<Configuration> configuration = configuration(live, diagnoses);
    configuration.ifPresent(found -> examine(found, diagnoses));
    return configuration;
  }

  /** Examines a live database only. */
  public static List<Diagnosis> live(DatabaseAddress address, Settings settings) {
    Diagnoses diagnoses = new Diagnoses();
    new LiveChecks(PostgresDatabase.at(address, settings.timing()), address, settings)
        .run(diagnoses);
    return diagnoses.list();
  }

  /** A wrong address or secret must not keep the rest from being examined. */
  private Optional<Configuration> configuration(boolean live, Diagnoses diagnoses) {
    try {
      Configuration configuration = reader.readOffline(options);
      if (new SecretReferencesCheck(reader).run(live, diagnoses)) {
        Configuration whole = live ? reader.read(options, DatabaseNeed.OPTIONAL) : configuration;
        diagnoses.ok("settings", "the settings of " + whole.project() + " can be read");
        return Optional.of(whole);
      }
    } catch (LockkeeperException e) {
      diagnoses.problem("settings", e);
    }
    try {
      return Optional.of(reader.read(options, DatabaseNeed.NONE));
    } catch (LockkeeperException e) {
      return Optional.empty();
    }
  }

  private void examine(Configuration configuration, Diagnoses diagnoses) {
    Path project = configuration.project();
    new SettingsChecks(configuration, environment).run(diagnoses);
    new MigrationsCheck(configuration).run(diagnoses);
    new ServicesCheck(configuration).run(diagnoses);
    List<ProjectText> texts = ProjectText.of(project);
    new DotenvCheck(project, Git.in(project, environment)).run(diagnoses);
    new SecretsCheck(texts).run(diagnoses);
    new StartCheck(texts).run(diagnoses);
    new PipelineCheck(texts, configuration.settings().timing().statementTimeout()).run(diagnoses);
  }

  private void database(Optional<Configuration> configuration, Diagnoses diagnoses) {
    Optional<DatabaseChoice> choice = configuration.flatMap(Configuration::database);
    if (choice.isEmpty()) {
      boolean isWrong = diagnoses.has("settings") || diagnoses.has(SecretReferencesCheck.ID);
      diagnoses.problem(
          "live",
          "no database could be examined, since "
              + (isWrong ? "the settings are wrong" : "none is configured"),
          isWrong
              ? "Correct the settings first."
              : "Set DATABASE_URL, give --url, or write url: in lockkeeper.yaml.");
    } else if (choice.get().isEmbedded()) {
      diagnoses.info("live", "the embedded server was not started for this", "");
    } else {
      live(choice.get().address().orElseThrow(), configuration.orElseThrow().settings())
          .forEach(d -> diagnoses.add(d.id(), d.severity(), d.message(), d.fix()));
    }
  }
}
