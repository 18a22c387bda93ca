package dev.lockkeeper;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.JavaMigration;
import dev.lockkeeper.run.RunListener;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.settings.Timing;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** An empty database of its own and a folder of migrations for it. */
final class Scene {
  /** Retries come quickly, so that tests do. */
  static final Timing QUICK =
      new Timing(
          Duration.ofMillis(100),
          Duration.ofSeconds(20),
          Duration.ofMillis(50),
          Duration.ZERO,
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));

  private final Path path;
  private final MigrationFolder folder;
  private final DatabaseAddress address;

  Scene(Path path) {
    this.path = path;
    this.folder = new MigrationFolder(path);
    this.address = TempPostgres.shared().newAddress();
  }

  MigrationFolder folder() {
    return folder;
  }

  DatabaseAddress address() {
    return address;
  }

  String database() {
    return address.database();
  }

  /** Everything but the settings; the timing is quick. */
  LockkeeperBuilder builder() {
    return builder(settings -> settings);
  }

  LockkeeperBuilder builder(UnaryOperator<Settings.Builder> settings) {
    return Lockkeeper.builder()
        .address(address)
        .folder(path.toString())
        .settings(settings.apply(Settings.builder().timing(QUICK).allowEmpty(true)).build());
  }

  Lockkeeper lockkeeper() {
    return builder().build();
  }

  Lockkeeper lockkeeper(UnaryOperator<Settings.Builder> settings) {
    return builder(settings).build();
  }

  Lockkeeper watched(RunListener listener) {
    return builder().listener(listener).build();
  }

  Lockkeeper with(JavaMigration... migrations) {
    return builder().javaMigrations(List.of(migrations)).build();
  }

  /** Runs what must fail, and returns the failure. */
  static LockkeeperException failure(Supplier<RunReport> run) {
    try {
      RunReport report = run.get();
      throw new AssertionError("it did not fail: " + report);
    } catch (LockkeeperException e) {
      return e;
    }
  }

  Connection connect() throws SQLException {
    return TempPostgres.shared().connect(database());
  }

  void execute(String... statements) {
    TempPostgres.shared().execute(database(), statements);
  }

  /** The rows of a query, each with its values joined by bars. */
  List<String> rows(String query) {
    return rows(database(), query);
  }

  static List<String> rows(String database, String query) {
    try (Connection connection = TempPostgres.shared().connect(database);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (found.next()) {
        StringJoiner row = new StringJoiner("|");
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(found.getString(i)));
        }
        rows.add(row.toString());
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The first value of the first row. */
  String value(String query) {
    return rows(query).get(0);
  }

  boolean exists(String relation) {
    return value("SELECT to_regclass('" + relation + "') IS NOT NULL").equals("t");
  }

  /** Version, kind and cursor of every row of the state table. */
  List<String> state() {
    return rows(
        "SELECT version, kind, direction, statements_done, statement_in_flight FROM"
            + " lockkeeper.migration ORDER BY version");
  }

  /** Version and kind of every event, in order. */
  List<String> events() {
    return rows("SELECT version, kind FROM lockkeeper.event ORDER BY id");
  }
}
