package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.Settings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns options, environment variables, {@code .env} and {@code lockkeeper.yaml} into a {@link
 * Configuration}. Immutable and thread-safe; every call reads the files again.
 */
public final class ConfigurationReader {
  private static final String DEFAULT_DIR = "migrations";

  private final Map<String, String> environment;
  private final Path workingFolder;
  private final SecretReader secrets;

  /**
   * A reader for one environment.
   *
   * @param environment the environment variables
   * @param workingFolder what {@code --project} is relative to
   */
  public ConfigurationReader(Map<String, String> environment, Path workingFolder) {
    this.environment = Map.copyOf(environment);
    this.workingFolder = workingFolder.toAbsolutePath();
    this.secrets = new SecretReader(this.environment);
  }

  /** A reader for this process: its environment variables and its working folder. */
  public static ConfigurationReader ofProcess() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putIfAbsent("HOME", System.getProperty("user.home", ""));
    return new ConfigurationReader(environment, Path.of(""));
  }

  /**
   * Reads everything that a command with the given options needs.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if something is wrong or
   *     contradictory, {@link ErrorCode#FOLDER_MISSING} if the project folder does not exist,
   *     {@link ErrorCode#NO_DATABASE} if a database is required and none is named
   */
  public Configuration read(GlobalOptions options, DatabaseNeed need) {
    secrets.offline(false);
    try {
      return configuration(options, need);
    } catch (UnreadSecret e) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS, e.getMessage() + ": it stands in another secret")
          .hint("Store the value itself there, and let the reference name that secret.")
          .build();
    } finally {
      secrets.rest();
    }
  }

  /**
   * The same without asking any secret store. Where the database's address is in one, there is no
   * database in the result.
   */
  public Configuration readOffline(GlobalOptions options) {
    secrets.offline(true);
    try {
      return configuration(options, DatabaseNeed.OPTIONAL);
    } catch (UnreadSecret e) {
      return configuration(options, DatabaseNeed.NONE);
    }
  }

  /** The references to secrets that reading has come across so far. */
  public List<SecretUse> secretUses() {
    return secrets.uses();
  }

  /**
   * Asks for a secret, as reading would.
   *
   * @return the version that was found, as it may be shown
   * @throws LockkeeperException if it cannot be read
   */
  public String readable(SecretUse use) {
    try {
      return secrets.secret(use.reference().version(), use.source()).version().toString();
    } finally {
      secrets.rest();
    }
  }

  /** What there is to say about secrets that were read since this was last asked, as sentences. */
  public List<String> secretWarnings() {
    return secrets.takeWarnings();
  }

  private Configuration configuration(GlobalOptions options, DatabaseNeed need) {
    Path folder = projectFolder(options);
    ProjectFile file = ProjectFile.read(folder);
    DeclaredSecrets declared = file.secrets(folder);
    secrets.declaredBy(declared);
    Variables variables = Variables.of(environment, folder, secrets).over(declared.layers());
    EnvironmentChoice chosen = EnvironmentChoice.of(options, file, variables);
    SettingsResolver resolver = new SettingsResolver(chosen.entry().run(), variables);
    Settings settings = resolver.settings(project(file), chosen);
    Optional<DatabaseChoice> database = database(options, chosen, variables, need);
    List<Origin> origins = new ArrayList<>();
    variables.dotenvNote().ifPresent(origins::add);
    Sourced<List<String>> dirs =
        given(options.dirs(), "--dir")
            .or(file::dirs)
            .orElse(new Sourced<>(List.of(DEFAULT_DIR), "default"));
    origins.add(new Origin("dirs", dirs.source(), String.join(", ", dirs.value())));
    origins.addAll(resolver.origins());
    List<Path> migrations = paths(dirs, folder);
    FolderList.requireDistinct(dirs, migrations);
    return new Configuration(
        folder,
        migrations,
        path(resolver.run().get(RunKey.SEEDS), folder, "seeds"),
        classpath(options, file, folder, need),
        database,
        settings,
        resolver.run().get(RunKey.PHASE),
        resolver.run().get(RunKey.RUN),
        resolver.run().get(RunKey.TOOL),
        new Services(resolver.run().get(RunKey.SERVICES), variables),
        new SignalSources(resolver.run(), folder, variables),
        origins);
  }

  private Optional<DatabaseChoice> database(
      GlobalOptions options, EnvironmentChoice chosen, Variables variables, DatabaseNeed need) {
    if (need == DatabaseNeed.NONE) {
      return Optional.empty();
    }
    DatabaseResolver resolver = new DatabaseResolver(options.url(), chosen, variables);
    Optional<DatabaseChoice> database = resolver.resolve();
    if (database.isEmpty() && need == DatabaseNeed.REQUIRED) {
      throw resolver.noDatabase();
    }
    return database;
  }

  private Path projectFolder(GlobalOptions options) {
    Path folder = path(options.project().orElse(""), workingFolder, "--project");
    if (!Files.isDirectory(folder)) {
      throw LockkeeperException.because(
              ErrorCode.FOLDER_MISSING,
              (Files.exists(folder)
                      ? "the project folder is a file: "
                      : "the project folder does not exist: ")
                  + folder)
          .hint("Name the folder that holds lockkeeper.yaml with -p, or start the command there.")
          .build();
    }
    return folder;
  }

  /**
   * Never the folder's name: the same migrations lie in {@code /app} of a container and in a
   * checkout of another name, and must not be taken for another project's there.
   */
  private static Sourced<String> project(ProjectFile file) {
    return file.project().orElseGet(() -> new Sourced<>("default", "default"));
  }

  private static List<Path> classpath(
      GlobalOptions options, ProjectFile file, Path folder, DatabaseNeed need) {
    Optional<Sourced<List<String>>> given =
        given(options.classpath(), "--classpath").or(file::classpath);
    List<Path> paths = given.map(found -> paths(found, folder)).orElse(List.of());
    for (Path path : paths) {
      if (need != DatabaseNeed.NONE && !Files.exists(path)) {
        throw LockkeeperException.because(
                ErrorCode.SETTINGS,
                given.orElseThrow().source()
                    + ": the class path names "
                    + path
                    + ", which does not exist")
            .hint("Build the jar first, or correct the path.")
            .build();
      }
    }
    return paths;
  }

  private static Optional<Sourced<List<String>>> given(List<String> values, String option) {
    return values.isEmpty() ? Optional.empty() : Optional.of(new Sourced<>(values, option));
  }

  private static List<Path> paths(Sourced<List<String>> given, Path folder) {
    return given.value().stream().map(text -> path(text, folder, given.source())).toList();
  }

  private static Path path(String text, Path folder, String source) {
    try {
      return folder.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw LockkeeperException.because(ErrorCode.SETTINGS, source + " is not a valid path")
          .hint("Write the path without characters that files cannot have in their names.")
          .build();
    }
  }
}
