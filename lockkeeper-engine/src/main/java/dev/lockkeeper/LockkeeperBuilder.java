package dev.lockkeeper;

import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.JavaMigration;
import dev.lockkeeper.run.RunListener;
import dev.lockkeeper.run.StopSignal;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.source.ClasspathFolder;
import dev.lockkeeper.source.DiskFolder;
import dev.lockkeeper.source.MigrationSource;
import dev.lockkeeper.source.ScriptFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Lockkeeper} needs. Not thread-safe. */
public final class LockkeeperBuilder {
  private static final String CLASSPATH = "classpath:";

  private @Nullable DatabaseAddress address;
  private @Nullable DataSource dataSource;
  private final List<ScriptFolder> folders = new ArrayList<>();
  private final List<JavaMigration> javaMigrations = new ArrayList<>();
  private Settings settings = Settings.builder().build();
  private RunListener listener = RunListener.NONE;
  private StopSignal stop = new StopSignal();
  private Optional<String> confirmedEnvironment = Optional.empty();

  LockkeeperBuilder() {}

  /** The database, as {@code postgres://…} or {@code jdbc:postgresql:…}. */
  public LockkeeperBuilder url(String url) {
    return address(DatabaseAddress.parse(url));
  }

  /** The database. */
  public LockkeeperBuilder address(DatabaseAddress database) {
    this.address = database;
    return this;
  }

  /**
   * The database, through a data source. Each call takes a connection and ends it physically, so
   * that neither the lock nor a setting goes back to a pool; it must not be a pooler's.
   */
  public LockkeeperBuilder dataSource(DataSource source) {
    this.dataSource = source;
    return this;
  }

  /** A folder of scripts: a path, or {@code classpath:} and a folder on the class path. */
  public LockkeeperBuilder folder(String folder) {
    if (folder.startsWith(CLASSPATH)) {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      return folder(
          new ClasspathFolder(
              folder.substring(CLASSPATH.length()),
              loader == null ? ClassLoader.getSystemClassLoader() : loader));
    }
    return folder(new DiskFolder(Path.of(folder), folder));
  }

  /** A folder of scripts. */
  public LockkeeperBuilder folder(ScriptFolder folder) {
    folders.add(folder);
    return this;
  }

  /** Migrations written in Java. */
  public LockkeeperBuilder javaMigrations(List<JavaMigration> migrations) {
    javaMigrations.addAll(migrations);
    return this;
  }

  /** Everything else; see {@link Settings} for the defaults. */
  public LockkeeperBuilder settings(Settings value) {
    this.settings = value;
    return this;
  }

  /** Who watches the runs. */
  public LockkeeperBuilder listener(RunListener value) {
    this.listener = value;
    return this;
  }

  /** How another thread stops a run. */
  public LockkeeperBuilder stopSignal(StopSignal signal) {
    this.stop = signal;
    return this;
  }

  /** Confirms dangerous commands for the protected environment of this name. */
  public LockkeeperBuilder confirmedFor(String environment) {
    this.confirmedEnvironment = Optional.of(environment);
    return this;
  }

  /**
   * Makes the {@link Lockkeeper}. Nothing is opened yet.
   *
   * @throws LockkeeperException with {@link ErrorCode#NO_DATABASE} if no database is named
   */
  public Lockkeeper build() {
    return new Lockkeeper(this);
  }

  Database database() {
    if (dataSource != null) {
      return PostgresDatabase.of(dataSource, settings.timing());
    }
    if (address == null) {
      throw LockkeeperException.because(ErrorCode.NO_DATABASE, "no database is named")
          .hint("Name one with url(…), address(…) or dataSource(…).")
          .build();
    }
    return PostgresDatabase.at(address, settings.timing());
  }

  MigrationSource source() {
    return new MigrationSource(
        folders, javaMigrations, settings.allowEmpty(), settings.layout(), settings.variables());
  }

  Settings settings() {
    return settings;
  }

  RunListener listener() {
    return listener;
  }

  StopSignal stop() {
    return stop;
  }

  Optional<String> confirmedEnvironment() {
    return confirmedEnvironment;
  }
}
