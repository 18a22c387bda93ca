package dev.lockkeeper.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What is planned and written for which server, and what happens if it cannot be done. */
@ParameterizedClass
@ValueSource(ints = {14, 18})
class GrantsPlanIT extends GrantsFixture {
  GrantsPlanIT(int major) {
    super(major);
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
}
