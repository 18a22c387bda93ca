package dev.lockkeeper.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.settings.Timing;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@ValueSource(ints = {14, 18})
class GrantsIT {
  private final TempPostgres server;
  private final String database;
  private final String migration;
  private final String application;

  private final List<Session> sessions = new ArrayList<>();

  @TempDir private Path folder;

  GrantsIT(int major) {
    server = TempPostgres.shared(major);
    database = server.newDatabase();
    migration = server.newRole();
    application = server.newRole();
  }

  @AfterEach
  void closeSessions() {
    sessions.forEach(Session::close);
  }

  @Test
  void migrationRoleRunsMigrationsAndApplicationRoleUsesTheirTables() throws SQLException {
    grants("lockkeeper").apply(superuser());

    assertThat(up("lockkeeper").outcome()).isEqualTo(Outcome.SUCCEEDED);

    asApplication("INSERT INTO orders (note) VALUES ('a')");
    asApplication("UPDATE orders SET note = 'b' WHERE id = 1");
    asApplication("DELETE FROM orders");
    asApplication("SELECT nextval('numbers')");
  }

  @Test
  void aSecondRunFindsTheLedgerThatTheFirstMade() {
    grants("lockkeeper").apply(superuser());
    up("lockkeeper");

    assertThat(up("lockkeeper").outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
  }

  @Test
  void usualGrantsOnExistingTablesLeaveOutTheTableThatComesLater() {
    server.execute(
        database,
        "GRANT CONNECT, CREATE ON DATABASE " + database + " TO " + migration,
        "GRANT USAGE, CREATE ON SCHEMA public TO " + migration,
        "GRANT USAGE ON SCHEMA public TO " + application,
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + application,
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO " + application);
    up("lockkeeper");

    assertThatThrownBy(() -> asApplication("SELECT FROM orders"))
        .hasMessageContaining("permission denied");

    assertThat(grants("lockkeeper").missing(superuser())).isNotEmpty();
    grants("lockkeeper").apply(superuser());
    assertThat(grants("lockkeeper").missing(superuser())).isEmpty();
    assertThat(catchSql("SELECT FROM orders")).isEmpty();
  }

  @Test
  void applicationRoleCannotReadTheLedgerBeforeAndAfterItIsMade() {
    grants("lockkeeper").apply(superuser());
    up("lockkeeper");

    assertThat(catchSql("SELECT FROM lockkeeper.migration")).contains("permission denied");

    server.execute(
        database,
        "GRANT USAGE ON SCHEMA lockkeeper TO PUBLIC",
        "GRANT SELECT ON ALL TABLES IN SCHEMA lockkeeper TO PUBLIC, " + application);
    assertThat(catchSql("SELECT FROM lockkeeper.migration")).isEmpty();
    grants("lockkeeper").apply(superuser());
    assertThat(catchSql("SELECT FROM lockkeeper.migration")).contains("permission denied");
  }

  @Test
  void applicationRoleCannotReadALedgerThatLiesInPublic() {
    grants("public").apply(superuser());
    up("public");

    assertThat(catchSql("SELECT FROM orders")).isEmpty();
    assertThat(catchSql("SELECT FROM lockkeeper_migration")).contains("permission denied");
    assertThat(catchSql("SELECT nextval('lockkeeper_event_id_seq')")).contains("permission denied");

    server.execute(
        database, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO " + application + ", PUBLIC");
    grants("public").apply(superuser());
    assertThat(catchSql("SELECT FROM orders")).isEmpty();
    assertThat(catchSql("SELECT FROM lockkeeper_migration")).contains("permission denied");
    assertThat(grants("public").missing(superuser())).isEmpty();
  }

  @Test
  void nobodyElseCreatesInPublicAfterwards() {
    String other = server.newRole();
    server.execute(database, "GRANT CREATE ON SCHEMA public TO PUBLIC");
    assertThat(catchSql(other, "CREATE TABLE before ()")).isEmpty();

    grants("lockkeeper").apply(superuser());

    assertThat(catchSql(other, "CREATE TABLE after ()")).contains("permission denied");
    assertThat(catchSql(application, "CREATE TABLE after ()")).contains("permission denied");
  }

  @Test
  void aSecondApplicationFindsEverythingInPlace() {
    GrantsReport first = grants("lockkeeper").apply(superuser());
    assertThat(first.done()).isNotEmpty();

    GrantsReport second = grants("lockkeeper").apply(superuser());

    assertThat(second.done()).isEmpty();
    assertThat(second.alreadyInPlace()).isEqualTo(second.plan().statements());
  }

  @Test
  void aMissingRightIsNamedAndNothingIsChanged() {
    String weak = server.newRole();
    server.execute(database, "GRANT CREATE ON DATABASE " + database + " TO " + weak);

    assertThatThrownBy(() -> grants("lockkeeper").apply(session(weak)))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION);
              assertThat(e.getMessage()).contains("ownership of the database");
              assertThat(e.statement().orElseThrow()).startsWith("GRANT CONNECT");
              assertThat(e.databaseState()).contains("Nothing was changed.");
            });
    assertThat(databaseRights()).doesNotContain(migration + "=");
  }

  @Test
  void aGrantThatTheServerOnlyWarnsAboutIsAFailure() {
    String weak = server.newRole();
    server.execute(
        database,
        "ALTER DATABASE " + database + " OWNER TO " + weak,
        "ALTER SCHEMA public OWNER TO postgres",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO " + weak,
        "GRANT " + migration + " TO " + weak);

    assertThatThrownBy(() -> grants("lockkeeper").apply(session(weak)))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.PERMISSION);
              assertThat(e.getMessage()).contains("ownership of the schema public");
            });
    assertThat(databaseRights()).doesNotContain(migration + "=");
  }

  @Test
  void anAdministratorWhoIsNoSuperuserCanApply() throws SQLException {
    String administrator = server.newRole();
    String fresh = administrator + "_m";
    server.execute(
        database,
        "ALTER ROLE " + administrator + " CREATEROLE",
        "ALTER DATABASE " + database + " OWNER TO " + administrator,
        "ALTER SCHEMA public OWNER TO " + administrator);
    try (Connection connection = server.connect(database, administrator)) {
      connection.createStatement().execute("CREATE ROLE " + fresh + " LOGIN");
    }
    Grants grants = new Grants(request(fresh, application, "lockkeeper"));

    GrantsReport report = grants.apply(session(administrator));

    assertThat(report.done())
        .extracting(GrantStatement::sql)
        .anyMatch(sql -> sql.startsWith("GRANT \"" + fresh + "\" TO CURRENT_USER"));
    assertThat(grants.apply(session(administrator)).done()).isEmpty();
  }

  @Test
  void aRoleThatDoesNotExistIsRefusedAndCommentedInTheScript() {
    Grants grants = new Grants(request("no_such_role", application, "lockkeeper"));

    assertThatThrownBy(() -> grants.apply(superuser()))
        .isInstanceOfSatisfying(
            LockkeeperException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS))
        .hasMessageContaining("no_such_role");
    assertThat(grants.plan(superuser()).script())
        .contains("--   CREATE ROLE \"no_such_role\" LOGIN;\n");
  }

  @Test
  void anotherDatabaseIsRefused() {
    GrantsRequest elsewhere =
        new GrantsRequest(
            Optional.of("elsewhere"), migration, application, List.of(), "lockkeeper");

    assertThatThrownBy(() -> new Grants(elsewhere).plan(superuser()))
        .hasMessageContaining("not connected to the database elsewhere");
  }

  @Test
  void tablesOfOthersAreNamedWithTheLineThatMovesThem() throws SQLException {
    server.execute(
        database,
        "CREATE TABLE legacy (id serial)",
        "CREATE TYPE mood AS ENUM ('a')",
        "CREATE FUNCTION twice(i integer) RETURNS integer LANGUAGE sql AS 'SELECT 2 * i'",
        "CREATE VIEW seen AS SELECT * FROM legacy");

    GrantsPlan plan = grants("lockkeeper").plan(superuser());

    assertThat(plan.owners())
        .containsExactly(
            "ALTER ROUTINE public.twice(i integer) OWNER TO " + migration,
            "ALTER TABLE public.legacy OWNER TO " + migration,
            "ALTER TYPE public.mood OWNER TO " + migration,
            "ALTER VIEW public.seen OWNER TO " + migration);
    assertThat(plan.warnings()).extracting(GrantsWarning::id).containsExactly("foreign-owner");
    plan.owners().forEach(line -> server.execute(database, line));
    assertThat(grants("lockkeeper").plan(superuser()).owners()).isEmpty();
  }

  @Test
  void viewsOfAnExtensionAreLeftAlone() {
    server.execute(
        database,
        "CREATE TABLE mine (id integer)",
        "CREATE TABLE theirs (id integer)",
        // A table that an extension keeps, as pg_stat_statements keeps views.
        "ALTER EXTENSION plpgsql ADD TABLE theirs");

    GrantsPlan plan = grants("lockkeeper").apply(superuser()).plan();

    assertThat(plan.statements())
        .extracting(GrantStatement::sql)
        .contains(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE public.mine TO \"" + application + "\"");
    assertThat(catchSql("SELECT FROM mine")).isEmpty();
    assertThat(catchSql("SELECT FROM theirs")).contains("permission denied");
  }

  @Test
  void strongRolesAreWarnedOf() {
    server.execute(
        database,
        "ALTER ROLE " + migration + " SUPERUSER",
        "ALTER ROLE " + application + " CREATEROLE BYPASSRLS",
        "DO $$ BEGIN CREATE ROLE cloudsqlsuperuser; EXCEPTION WHEN duplicate_object THEN END $$",
        "GRANT cloudsqlsuperuser TO " + application,
        "GRANT " + migration + " TO " + application);

    assertThat(grants("lockkeeper").plan(superuser()).warnings())
        .extracting(GrantsWarning::id)
        .containsExactlyInAnyOrder("superuser", "createrole", "bypassrls", "admin-group", "member");
  }

  @Test
  void oneRoleForBothIsWarnedOfAndKeepsItsLedger() {
    Grants grants = new Grants(request(migration, migration, "lockkeeper"));

    GrantsReport report = grants.apply(superuser());

    assertThat(report.plan().warnings()).extracting(GrantsWarning::id).containsExactly("one-role");
    assertThat(up("lockkeeper").outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(grants.apply(superuser()).done()).isEmpty();
    assertThat(up("lockkeeper").outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
  }

  @Test
  void aSchemaThatDoesNotExistIsMadeForTheMigrationRole() {
    GrantsRequest request =
        new GrantsRequest(
            Optional.of(database), migration, application, List.of("shop"), "lockkeeper");

    new Grants(request).apply(superuser());

    assertThat(catchSql(migration, "CREATE TABLE shop.item (id integer)")).isEmpty();
    assertThat(catchSql(application, "SELECT FROM shop.item")).isEmpty();
    assertThat(new Grants(request).apply(superuser()).done()).isEmpty();
  }

  @Test
  void aLedgerOfASuperuserIsOpenedToTheMigrationRole() {
    new MigrationFolder(folder).file("0_before.up.sql", "CREATE TABLE t0 ();");
    lockkeeper(server.address(database), "lockkeeper").up();

    grants("lockkeeper").apply(superuser());

    assertThat(up("lockkeeper").outcome()).isEqualTo(Outcome.SUCCEEDED);
  }

  @Test
  void theScriptRunsInPsqlTwiceAndOnlyInItsDatabase() throws Exception {
    String script = grants("lockkeeper").offline().script();

    server.execute(database, script);
    server.execute(database, script);

    assertThat(grants("lockkeeper").missing(superuser())).isEmpty();
    assertThatThrownBy(() -> server.execute(server.newDatabase(), script))
        .hasMessageContaining("this script is for the database " + database);
  }

  @Test
  void psqlAcceptsTheScript() throws Exception {
    assumeTrue(hasPsql(), "there is no psql on this machine");
    Path script = folder.resolve("grants.sql");
    server.execute(database, "CREATE TABLE legacy (id serial)");
    Files.writeString(script, grants("public").plan(superuser()).script());

    Process psql =
        new ProcessBuilder("psql", "-X", "-v", "ON_ERROR_STOP=1", "-f", script.toString(), url())
            .redirectErrorStream(true)
            .start();
    String said = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(psql.waitFor()).as(said).isZero();
    assertThat(grants("public").missing(superuser())).isEmpty();
  }

  @Test
  void namesThatNeedQuotingAreQuoted() {
    String odd = migration + " o'\"dd$lockkeeper$";
    server.execute(
        database,
        "CREATE ROLE \"" + odd.replace("\"", "\"\"") + "\" LOGIN",
        "CREATE TABLE \"a\nDROP TABLE b; --\" ()");
    Grants grants = new Grants(request(odd, application, "public"));

    assertThat(grants.apply(superuser()).done()).isNotEmpty();
    GrantsPlan plan = grants.plan(superuser());
    server.execute(database, plan.script());
    assertThat(plan.script().lines()).noneMatch(line -> line.startsWith("DROP"));
  }

  private Grants grants(String ledgerSchema) {
    return new Grants(request(migration, application, ledgerSchema));
  }

  private GrantsRequest request(String migrationRole, String applicationRole, String ledger) {
    return new GrantsRequest(
        Optional.of(database), migrationRole, applicationRole, List.of("public"), ledger);
  }

  private String url() {
    return "postgres://postgres@127.0.0.1:" + server.port() + "/" + database;
  }

  private static boolean hasPsql() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "psql")));
  }

  private Session superuser() {
    return session("postgres");
  }

  private Session session(String role) {
    Session session =
        PostgresDatabase.at(server.address(database).withUser(role), Timing.DEFAULT).open();
    sessions.add(session);
    return session;
  }

  private RunReport up(String ledgerSchema) {
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

  private Lockkeeper lockkeeper(DatabaseAddress address, String ledgerSchema) {
    return Lockkeeper.builder()
        .address(address)
        .folder(folder.toString())
        .settings(Settings.builder().ledgerSchema(ledgerSchema).build())
        .build();
  }

  private void asApplication(String sql) throws SQLException {
    try (Connection connection = server.connect(database, application)) {
      connection.createStatement().execute(sql);
    }
  }

  private String catchSql(String sql) {
    return catchSql(application, sql);
  }

  /** What the server refuses; empty if it does not. */
  private String catchSql(String role, String sql) {
    try (Connection connection = server.connect(database, role)) {
      connection.createStatement().execute(sql);
      return "";
    } catch (SQLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private String databaseRights() {
    try (Session session = superuser()) {
      return session
          .last("SELECT datacl FROM pg_database WHERE datname = current_database()")
          .row()
          .text(0);
    }
  }
}
