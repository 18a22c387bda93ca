package dev.lockkeeper.guard.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.guard.link.Watchdog;
import dev.lockkeeper.guard.relay.Attendant;
import dev.lockkeeper.guard.relay.Served;
import dev.lockkeeper.guard.server.ServerConnector;
import dev.lockkeeper.testing.TempPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where one transaction cannot be what several would be, the capture ends and says so. */
class CaptureLimitsIT {
  private final TempPostgres server = TempPostgres.shared(18);
  private final Capture capture = new Capture(Duration.ofMillis(500));
  private String database;
  private Served served;

  @BeforeEach
  void serve() {
    database = server.newDatabase();
    server.execute(database, "CREATE TABLE old (id int)", "CREATE SEQUENCE s");
    served = new Served(server.address(database), capture);
  }

  @AfterEach
  void close() {
    capture.close();
    served.close();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private String impossible() {
    Obstacle obstacle = capture.obstacle().orElseThrow();
    assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.IMPOSSIBLE);
    return obstacle.message();
  }

  @Test
  void aServerThatIsSilentIsNotWaitedFor() throws Exception {
    served.connect().close();
    Served.await(() -> served.relay().visitors() == 0);
    String pid = Integer.toString(capture.backendPid().orElseThrow());
    signal("-STOP", pid);
    try {
      CompletableFuture.runAsync(capture::close).get(30, TimeUnit.SECONDS);
    } finally {
      signal("-CONT", pid);
    }
  }

  private static void signal(String signal, String pid) throws Exception {
    assertThat(new ProcessBuilder("kill", signal, pid).start().waitFor()).isZero();
  }

  @Test
  void aLaterClientMayHaveAnotherName() throws SQLException {
    served.connect("ApplicationName", "one").close();
    try (Connection second = served.connect("ApplicationName", "two")) {
      run(second, "CREATE TABLE fresh (id int)");
    }
    assertThat(capture.obstacle()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c search_path=pg_catalog", ""})
  void aLaterClientThatAsksForOtherSettingsEndsTheCapture(String options) throws SQLException {
    served.connect("options", options.isEmpty() ? "-c work_mem=3MB" : "").close();
    assertThatThrownBy(() -> served.connect("options", options))
        .hasMessageContaining("the preview is over");
    assertThat(impossible()).contains("another value of options");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET LOCAL search_path = pg_catalog",
        "SET/**/LOCAL Search_Path TO DEFAULT",
        "SELECT set_config('search_path', 'pg_catalog', true)",
        "DO $$ BEGIN PERFORM set_config('search_path', 'pg_catalog', 1 = 1); END $$",
        "DO $$ BEGIN SET LOCAL search_path = pg_catalog; END $$"
      })
  void aLocalSettingThatWouldOutliveItsTransactionEndsTheCapture(String setting)
      throws SQLException {
    try (Connection client = served.connect()) {
      client.setAutoCommit(false);
      run(client, setting);
      run(client, "CREATE TABLE public.first (id int)");
      client.commit();
      Served.ask(client, "SELECT 1");
      assertThatThrownBy(() -> run(client, "CREATE TABLE public.second (id int)"))
          .hasMessageContaining("cannot be previewed");
    }
    assertThat(impossible()).contains("search_path");
    assertThat(capture.statements()).hasSize(setting.startsWith("SET") ? 1 : 2);
  }

  @Test
  void aLocalRoleEndsTheCaptureToo() throws SQLException {
    try (Connection client = served.connect()) {
      client.setAutoCommit(false);
      run(client, "SET LOCAL ROLE pg_monitor");
      client.commit();
      assertThatThrownBy(() -> run(client, "CREATE TABLE fresh (id int)"))
          .hasMessageContaining("cannot be previewed");
    }
    assertThat(impossible()).contains("role");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET LOCAL lock_timeout = '5s'",
        "SET search_path = public",
        "SELECT set_config('search_path', 'public', false)"
      })
  void aSettingThatChangesNothingOfThatIsTaken(String setting) throws SQLException {
    try (Connection client = served.connect()) {
      client.setAutoCommit(false);
      run(client, setting);
      client.commit();
      run(client, "CREATE TABLE fresh (id int)");
      client.commit();
    }
    assertThat(capture.obstacle()).isEmpty();
  }

  @Test
  void whatEndsWithTheTransactionOrTheSessionOutlivesNothing() throws SQLException {
    try (Connection client = served.connect()) {
      client.setAutoCommit(false);
      run(client, "SET LOCAL search_path = pg_catalog");
      client.rollback();
      run(client, "CREATE TABLE fresh (id int)");
      run(client, "SET LOCAL search_path = pg_catalog");
      client.commit();
    }
    try (Connection client = served.connect()) {
      run(client, "CREATE TABLE more (id int)");
      assertThat(Served.ask(client, "SELECT to_regclass('public.more')")).isEqualTo("more");
    }
    assertThat(capture.obstacle()).isEmpty();
  }

  @Test
  void aTextOfSeveralStatementsIsNotSent() throws Exception {
    try (Watchdog watchdog = new Watchdog()) {
      ServerConnector connector =
          new ServerConnector(server.address(database), Duration.ofSeconds(10), watchdog);
      Recital client =
          new Recital(
              Requests.parse("", "SET standard_conforming_strings = off"),
              Requests.bind("", ""),
              Requests.execute(""),
              // The server tells of the setting at Sync only; to it this is one statement.
              Requests.parse("", "SELECT 'a\\'; SELECT ' b, nextval('s') --'"),
              Requests.bind("", ""),
              Requests.execute(""),
              Requests.sync());
      try (Attendant.Visit visit =
          capture.enter(new Attendant.Arrival(Map.of(), () -> connector.open(Map.of())))) {
        visit.serve(client);
      }
      assertThat(client.answers()).containsExactly('1', '2', 'C', 'E', 'Z');
    }
    assertThat(capture.failure().orElseThrow().sqlState()).isEqualTo("42601");
    try (Connection direct = server.connect(database)) {
      assertThat(Served.ask(direct, "SELECT is_called FROM s")).isEqualTo("f");
    }
  }
}
