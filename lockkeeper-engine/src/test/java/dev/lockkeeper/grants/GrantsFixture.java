package dev.lockkeeper.grants;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.settings.Timing;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A database and two roles to grant rights to, and a small application of migrations. */
abstract class GrantsFixture {
  final TempPostgres server;
  final String database;
  final String migration;
  final String application;

  private final List<Session> sessions = new ArrayList<>();

  @TempDir Path folder;

  GrantsFixture(int major) {
    server = TempPostgres.shared(major);
    database = server.newDatabase();
    migration = server.newRole();
    application = server.newRole();
  }

  @AfterEach
  void closeSessions() {
    sessions.forEach(Session::close);
  }

  Grants grants(String ledgerSchema) {
    return new Grants(request(migration, application, ledgerSchema));
  }

  GrantsRequest request(String migrationRole, String applicationRole, String ledger) {
    return new GrantsRequest(
        Optional.of(database), migrationRole, applicationRole, List.of("public"), ledger);
  }

  String url() {
    return "postgres://postgres@127.0.0.1:" + server.port() + "/" + database;
  }

  static boolean hasPsql() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "psql")));
  }

  Session superuser() {
    return session("postgres");
  }

  Session session(String role) {
    Session session =
        PostgresDatabase.at(server.address(database).withUser(role), Timing.DEFAULT).open();
    sessions.add(session);
    return session;
  }

  RunReport up(String ledgerSchema) {
    new MigrationFolder(folder)
        .pair(
            "1",
            "one",
            "CREATE TABLE IF NOT EXISTS t1 (); CREATE TEMPORARY TABLE scratch (id integer);",
            "DROP TABLE t1;")
        .pair(
            "2",
            "orders",
            "CREATE TABLE orders (id serial PRIMARY KEY, note text);\n"
                + "CREATE SEQUENCE numbers;\n"
                + "CREATE INDEX ON orders (note);\n"
                + "INSERT INTO orders (note) VALUES ('first');",
            "DROP TABLE orders; DROP SEQUENCE numbers;")
        .file(
            "3_concurrently.up.sql",
            "CREATE INDEX CONCURRENTLY orders_note_id ON orders (note, id);");
    return lockkeeper(server.address(database).withUser(migration), ledgerSchema).up();
  }

  Lockkeeper lockkeeper(DatabaseAddress address, String ledgerSchema) {
    return Lockkeeper.builder()
        .address(address)
        .folder(folder.toString())
        .settings(Settings.builder().ledgerSchema(ledgerSchema).build())
        .build();
  }

  void asApplication(String sql) throws SQLException {
    try (Connection connection = server.connect(database, application)) {
      connection.createStatement().execute(sql);
    }
  }

  String catchSql(String sql) {
    return catchSql(application, sql);
  }

  /** What the server refuses; empty if it does not. */
  String catchSql(String role, String sql) {
    try (Connection connection = server.connect(database, role)) {
      connection.createStatement().execute(sql);
      return "";
    } catch (SQLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  String databaseRights() {
    try (Session session = superuser()) {
      return session
          .last("SELECT datacl FROM pg_database WHERE datname = current_database()")
          .row()
          .text(0);
    }
  }
}
