package dev.lockkeeper.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.testing.MigrationFolder;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What the two roles can do afterwards. */
@ParameterizedClass
@ValueSource(ints = {14, 18})
class GrantsIT extends GrantsFixture {
  GrantsIT(int major) {
    super(major);
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
}
