package dev.lockkeeper.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.grants.Grants;
import dev.lockkeeper.grants.GrantsRequest;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.settings.Timing;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

@ParameterizedClass
@ValueSource(ints = {14, 18})
class DoctorLiveIT {
  private final TempPostgres server;
  private final String database;
  private final String migration;
  private final String application;
  private final Settings settings = Settings.builder().build();

  @TempDir private Path folder;

  DoctorLiveIT(int major) {
    server = TempPostgres.shared(major);
    database = server.newDatabase();
    migration = server.newRole();
    application = server.newRole();
  }

  @Test
  void migrationRoleAfterGrantsHasNothingWrong() {
    grant();
    server.execute(database, "GRANT pg_read_all_stats TO " + migration);

    assertThat(live(migration)).extracting(Diagnosis::severity).containsOnly(Severity.OK);
    up();
    assertThat(live(migration)).extracting(Diagnosis::severity).containsOnly(Severity.OK);
    assertThat(message("live.ledger", live(migration)))
        .contains("1 migrations of default are applied");
  }

  @Test
  void theLockStaysFreeAndNothingIsWritten() {
    grant();
    try (Session watcher = open("postgres")) {
      live(migration);
      assertThat(watcher.tryLock()).isTrue();
      assertThat(live(migration)).extracting(Diagnosis::id).contains("live.lock");
    }
    assertThat(lockkeeper(migration).look().history().ledgerExists()).isFalse();
  }

  @Test
  void superuserIsWarnedOf() {
    assertThat(severity("live.superuser", live("postgres"))).isEqualTo(Severity.WARNING);
  }

  @Test
  void roleWithoutRightsIsToldWhatItLacks() {
    server.execute(database, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");

    List<Diagnosis> diagnoses = live(migration);

    assertThat(severity("live.rights", diagnoses)).isEqualTo(Severity.PROBLEM);
    assertThat(severity("live.ledger", diagnoses)).isEqualTo(Severity.PROBLEM);
    assertThat(diagnoses)
        .filteredOn(d -> d.severity() == Severity.PROBLEM)
        .allSatisfy(d -> assertThat(d.fix()).contains("lockkeeper grants"));
  }

  @Test
  void applicationRoleMayNotReadTheLedger() {
    grant();
    up();

    assertThat(message("live.ledger", live(application))).contains("cannot be read by");
  }

  @Test
  void ledgerThatCanOnlyBeReadIsAProblem() {
    grant();
    up();
    server.execute(
        database,
        "GRANT USAGE ON SCHEMA lockkeeper TO " + application,
        "GRANT SELECT ON ALL TABLES IN SCHEMA lockkeeper TO " + application);

    assertThat(message("live.ledger", live(application)))
        .contains("not write backend, event, migration");
  }

  @Test
  void tablesOfOthersAreCounted() {
    grant();
    server.execute(database, "CREATE TABLE legacy ()");

    assertThat(message("live.owners", live(migration))).contains("cannot alter 1 tables");
  }

  @Test
  void readOnlyDefaultIsAProblem() {
    server.execute(
        database, "ALTER DATABASE " + database + " SET default_transaction_read_only = on");

    assertThat(severity("live.read-only", live("postgres"))).isEqualTo(Severity.PROBLEM);
  }

  @Test
  void invalidIndexIsNamed() throws SQLException {
    server.execute(database, "CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1), (1)");
    try (Connection connection = server.connect(database)) {
      assertThat(
              catchThrowable(
                  () ->
                      connection
                          .createStatement()
                          .execute("CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)")))
          .hasMessageContaining("could not create unique index");
    }

    assertThat(message("live.indexes", live("postgres"))).contains("public.t_a");
  }

  @Test
  void longTransactionIsNamedByItsProcessAndNotByItsText() throws SQLException {
    try (Connection connection = server.connect(database)) {
      connection.setAutoCommit(false);
      connection.createStatement().execute("SELECT 'geheim'");
      int pid = connection.unwrap(PGConnection.class).getBackendPID();
      Diagnoses diagnoses = new Diagnoses();

      new LiveChecks(
              PostgresDatabase.at(address("postgres"), Timing.DEFAULT),
              address("postgres"),
              settings,
              Duration.ZERO)
          .run(diagnoses);

      assertThat(message("live.transactions", diagnoses.list()))
          .contains("pid " + pid + " of postgres")
          .doesNotContain("geheim");
      assertThat(severity("live.transactions", live("postgres"))).isEqualTo(Severity.OK);
      connection.rollback();
    }
  }

  @Test
  void roleThatCannotSeeOthersIsToldSo() {
    grant();

    assertThat(live(migration))
        .extracting(Diagnosis::id, Diagnosis::severity)
        .contains(tuple("live.transactions", Severity.INFO));
  }

  @Test
  void wrongPasswordIsAProblemAndStaysHidden() {
    DatabaseAddress wrong = server.scramAddress(database).withPassword(Secret.of("geheim-7"));

    List<Diagnosis> diagnoses = Doctor.live(wrong, settings);

    assertThat(diagnoses)
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.id()).isEqualTo("live.connect");
              assertThat(d.severity()).isEqualTo(Severity.PROBLEM);
              assertThat(d.fix()).contains("--data-file=-");
            });
    assertThat(diagnoses.toString()).doesNotContain("geheim");
  }

  @Test
  void closedPortIsAProblem() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    DatabaseAddress closed =
        new DatabaseAddress("127.0.0.1", port, "shop", "app", Optional.empty(), Map.of());

    assertThat(Doctor.live(closed, settings))
        .extracting(Diagnosis::id, Diagnosis::severity)
        .containsExactly(tuple("live.connect", Severity.PROBLEM));
  }

  @Test
  void socketFolderOfCloudSqlWorksWithTheSameVariables() {
    List<Diagnosis> diagnoses =
        new Setup(folder)
            .migration()
            .set("DB_HOST", server.socketFolder().toString())
            .set("DB_PORT", "" + server.port())
            .set("DB_NAME", database)
            .set("DB_USER", "postgres")
            .examine(true);

    assertThat(severity("socket", diagnoses)).isEqualTo(Severity.OK);
    assertThat(severity("live.connect", diagnoses)).isEqualTo(Severity.OK);
  }

  @Test
  void connectionsThatShareAServerProcessAreAPoolers() {
    try (Session only = open("postgres")) {
      LiveFacts facts =
          new LiveQueries(new Pooler(only), only, "lockkeeper", Duration.ofMinutes(5)).ask();

      assertThat(facts.pooler()).isEqualTo(LiveFacts.Pooler.SHARED);
    }
  }

  /** Gives everybody the same server process, as a pooler in transaction mode does. */
  private record Pooler(Session only) implements Database {
    @Override
    public Session open() {
      return (Session)
          Proxy.newProxyInstance(
              Session.class.getClassLoader(),
              new Class<?>[] {Session.class},
              (proxy, method, arguments) ->
                  method.getName().equals("close") ? null : method.invoke(only, arguments));
    }

    @Override
    public String display() {
      return "a pooler";
    }
  }

  private void grant() {
    try (Session session = open("postgres")) {
      new Grants(
              new GrantsRequest(
                  Optional.of(database), migration, application, List.of(), "lockkeeper"))
          .apply(session);
    }
  }

  private void up() {
    new MigrationFolder(folder).file("1_one.up.sql", "CREATE TABLE one ();");
    lockkeeper(migration).up();
  }

  private Lockkeeper lockkeeper(String role) {
    return Lockkeeper.builder().address(address(role)).folder(folder.toString()).build();
  }

  private DatabaseAddress address(String role) {
    return server.address(database).withUser(role);
  }

  private Session open(String role) {
    return PostgresDatabase.at(address(role), Timing.DEFAULT).open();
  }

  private List<Diagnosis> live(String role) {
    return Doctor.live(address(role), settings);
  }

  private static Severity severity(String id, List<Diagnosis> diagnoses) {
    return only(id, diagnoses).severity();
  }

  private static String message(String id, List<Diagnosis> diagnoses) {
    return only(id, diagnoses).message();
  }

  private static Diagnosis only(String id, List<Diagnosis> diagnoses) {
    return diagnoses.stream().filter(d -> d.id().equals(id)).findFirst().orElseThrow();
  }
}
