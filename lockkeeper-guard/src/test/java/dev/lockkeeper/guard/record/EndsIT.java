package dev.lockkeeper.guard.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.guard.relay.Served;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.testing.TempPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How recorded sessions end, and what is on record then. */
class EndsIT {

  @AfterEach
  void nothingIsLeft() throws Exception {
    Served.await(() -> Served.threads() == 0);
  }

  private static Recording recording() {
    return new Recording(TempPostgres.shared().newAddress());
  }

  @Test
  void refusesAClientThatCannotBeRecorded() throws Exception {
    try (Recording recording = recording()) {
      recording.refuse();
      assertThatThrownBy(recording::connect)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("58000"))
          .hasMessageContaining("the ledger is closed");
      Served.await(() -> recording.served().relay().visitors() == 0);
    }
  }

  @Test
  void endsASessionThatCannotBeRecordedAnyMore() throws Exception {
    try (Recording recording = recording()) {
      try (Connection connection = recording.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE TABLE t (id int)");
        connection.setAutoCommit(false);
        statement.execute("INSERT INTO t VALUES (1)");
        recording.fill();
        assertThatThrownBy(connection::commit).hasMessageContaining("the ledger is full");
        assertThatThrownBy(() -> statement.execute("SELECT 1")).isInstanceOf(SQLException.class);
      }
      try (Connection direct =
          TempPostgres.shared().connect(recording.served().relay().address().database())) {
        assertThat(Served.ask(direct, "SELECT count(*) FROM t"))
            .as("the COMMIT was not passed on")
            .isEqualTo("0");
      }
      recording.end();
      assertThat(recording.facts().data().statements()).isZero();
      assertThat(recording.facts().abandoned()).isEqualTo(1);
    }
  }

  @Test
  void recordsWhatAVanishedClientHasLeft() throws Exception {
    try (Recording recording = recording()) {
      Connection connection = recording.connect();
      Statement statement = connection.createStatement();
      statement.execute("CREATE TABLE t (id int)");
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES (1)");
      CompletableFuture<Boolean> sleeping =
          CompletableFuture.supplyAsync(() -> execute(statement, "SELECT pg_sleep(30)"));
      try (Connection observer = TempPostgres.shared().connect("postgres")) {
        Served.await(() -> isAsleep(observer));
      }
      connection.abort(Runnable::run);
      assertThat(sleeping.get(20, TimeUnit.SECONDS)).isFalse();
      recording.end();
      assertThat(recording.texts()).last().isEqualTo("SELECT pg_sleep(?)");
      StatementRecord last = recording.latest("SELECT pg_sleep");
      assertThat(last.sqlState()).as("cancelled at the relay's end").contains("57014");
      Facts facts = recording.facts();
      assertThat(facts.unanswered()).isZero();
      assertThat(facts.abandoned()).isEqualTo(1);
      assertThat(facts.definitions().statements()).isEqualTo(1);
      assertThat(facts.data().statements()).isZero();
    }
  }

  private static boolean isAsleep(Connection observer) {
    try {
      return Served.ask(
              observer, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
          .equals("1");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean execute(Statement statement, String text) {
    try {
      return statement.execute(text);
    } catch (SQLException e) {
      return false;
    }
  }

  @Test
  void tellsFiftyConnectionsApart() throws Exception {
    try (Recording recording = recording()) {
      try (Connection first = recording.connect();
          Statement statement = first.createStatement()) {
        statement.execute("CREATE TABLE t (id int)");
      }
      List<CompletableFuture<Void>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int id = i;
        all.add(CompletableFuture.runAsync(() -> write(recording, id)));
      }
      for (CompletableFuture<Void> each : all) {
        each.get(120, TimeUnit.SECONDS);
      }
      recording.end();
      assertThat(recording.facts().data().statements()).isEqualTo(500);
      assertThat(recording.records())
          .extracting(StatementRecord::number)
          .doesNotHaveDuplicates()
          .hasSize((int) recording.facts().statements());
      for (int session = 2; session <= 51; session++) {
        List<StatementRecord> own = recording.of(session);
        assertThat(own).extracting(StatementRecord::number).isSorted();
        assertThat(own)
            .extracting(StatementRecord::backendPid)
            .containsOnly(own.get(0).backendPid());
        assertThat(own).filteredOn(each -> each.command().equals("INSERT")).hasSize(10);
      }
    }
  }

  private static void write(Recording recording, int id) {
    try (Connection connection = recording.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (int i = 0; i < 10; i++) {
        statement.execute("INSERT INTO t VALUES (" + id + ")");
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void hidesSecrets() throws Exception {
    try (Recording recording = recording()) {
      try (Connection connection = recording.connect();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "COMMENT ON SCHEMA public IS 'postgres://a:" + Recording.SECRET + "@h/d'");
        statement.execute("CREATE TABLE t (a text DEFAULT '" + Recording.SECRET + "')");
        statement.execute(
            "CREATE ROLE secret_role_" + recording.pids().get(0) + " PASSWORD 'hush'");
        assertThatThrownBy(() -> statement.execute("SELECT \"" + Recording.SECRET + "\""))
            .hasMessageContaining(Recording.SECRET);
        statement.execute("DROP ROLE secret_role_" + recording.pids().get(0));
      }
      recording.end();
      assertThat(recording.records().toString())
          .contains("DEFAULT '***'")
          .doesNotContain(Recording.SECRET, "hush");
    }
  }
}
