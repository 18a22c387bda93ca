package dev.lockkeeper.guard.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.testing.TempPostgres;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

/** What pgjdbc sends is recorded as the server's log has it, in each of its query modes. */
class DriverRecordIT {
  private static final TempPostgres NEW = TempPostgres.start(18, ServerLog.SETTINGS);
  private static final TempPostgres OLD = TempPostgres.start(14, ServerLog.SETTINGS);

  @AfterAll
  static void stop() {
    NEW.close();
    OLD.close();
  }

  @ParameterizedTest
  @CsvSource({"14,simple", "18,simple", "14,extended", "18,extended", "18,extendedForPrepared"})
  void recordsWhatTheServerExecuted(int major, String mode) throws Exception {
    TempPostgres server = major == 14 ? OLD : NEW;
    try (Recording recording = new Recording(server.newAddress())) {
      try (Connection connection =
          recording.connect("preferQueryMode", mode, "prepareThreshold", "2")) {
        define(connection);
        write(connection);
        fail(connection);
        copy(connection);
        readInParts(connection);
        callFunctions(connection);
      }
      recording.end();
      ServerLog.assertSame(server, recording);
      assertThat(recording.log()).isEmpty();
      assertThat(recording.texts()).noneMatch(text -> text.contains("hidden value"));
      assertThat(recording.facts().statements()).isEqualTo(recording.records().size());
      assertThat(recording.facts().abandoned()).isZero();
    }
  }

  private static void define(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (id int PRIMARY KEY, body text DEFAULT 'kept')");
      statement.execute(
          "BEGIN; CREATE TABLE u (id int REFERENCES t); COMMENT ON TABLE u IS 'c'; COMMIT");
      statement.execute("");
      statement.execute(" ; ; ");
      statement.execute("DO $$ BEGIN PERFORM 1; PERFORM 2; END $$");
      statement.execute("SELECT 1; SELECT 'hidden value' AS a; SELECT 3");
    }
  }

  private static void write(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?, ?)")) {
      for (int i = 0; i < 300; i++) {
        insert.setInt(1, i);
        insert.setString(2, "hidden value");
        insert.addBatch();
      }
      insert.executeBatch();
      for (int i = 300; i < 310; i++) {
        insert.setInt(1, i);
        insert.setString(2, "hidden value");
        insert.executeUpdate();
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static void fail(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      Savepoint savepoint = connection.setSavepoint("here");
      for (String wrong :
          List.of(
              "INSERT INTO t VALUES (1, 'hidden value')",
              "SELECT * FROM missing",
              "SELEKT 'hidden value'",
              "SELECT 1; SELECT 'hidden value'::int; SELECT 2",
              "SELECT 1; SELEKT 2")) {
        assertThatThrownBy(() -> statement.execute(wrong)).isInstanceOf(SQLException.class);
        connection.rollback(savepoint);
      }
      connection.releaseSavepoint(savepoint);
      connection.commit();
      connection.setAutoCommit(true);
      try (PreparedStatement query = connection.prepareStatement("SELECT ?::int")) {
        query.setString(1, "hidden value");
        assertThatThrownBy(query::executeQuery).hasMessageContaining("hidden value");
      }
    }
  }

  private static void copy(Connection connection) throws Exception {
    CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
    assertThat(copy.copyIn("COPY u FROM STDIN", new StringReader("1\n2\n3\n"))).isEqualTo(3);
    assertThatThrownBy(() -> copy.copyIn("COPY u FROM STDIN", new StringReader("x\n")))
        .isInstanceOf(SQLException.class);
    copy.copyOut("COPY u TO STDOUT", new ByteArrayOutputStream());
  }

  private static void readInParts(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(100);
      try (ResultSet rows =
          statement.executeQuery("SELECT * FROM t WHERE body <> 'x' AND id > 7")) {
        while (rows.next()) {
          assertThat(rows.getInt(1)).isGreaterThan(7);
        }
      }
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  /** The driver calls the functions of large objects by the protocol's own message for that. */
  private static void callFunctions(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    LargeObjectManager manager = connection.unwrap(PGConnection.class).getLargeObjectAPI();
    long oid = manager.createLO();
    try (LargeObject object = manager.open(oid)) {
      object.write("hidden value".getBytes(StandardCharsets.UTF_8));
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  @ParameterizedTest
  @CsvSource({"18,simple", "18,extended"})
  void keepsWhatIsWorthKnowing(int major, String mode) throws Exception {
    TempPostgres server = major == 14 ? OLD : NEW;
    try (Recording recording = new Recording(server.newAddress())) {
      try (Connection connection = recording.connect("preferQueryMode", mode)) {
        define(connection);
        write(connection);
        fail(connection);
      }
      recording.end();
      StatementRecord table = recording.latest("CREATE TABLE t ");
      assertThat(table.text()).contains("DEFAULT 'kept'");
      assertThat(table.command()).isEqualTo("CREATE TABLE");
      assertThat(table.rows()).isEmpty();
      StatementRecord insert = recording.latest("INSERT INTO t");
      assertThat(insert.sqlState()).contains("23505");
      assertThat(insert.inTransaction()).isTrue();
      assertThat(recording.records())
          .filteredOn(each -> each.command().equals("INSERT") && each.sqlState().isEmpty())
          .allMatch(each -> each.rows().equals(Optional.of(1L)));
      assertThat(recording.records())
          .filteredOn(each -> each.sqlState().equals(Optional.of("22P02")))
          .extracting(each -> each.message().orElseThrow())
          .containsOnly("invalid input syntax for type integer: ?");
      Facts facts = recording.facts();
      assertThat(facts.definitions().relations()).contains("t", "u");
      assertThat(facts.data().statements()).isEqualTo(310);
      assertThat(facts.data().relations()).containsExactly("t");
      assertThat(facts.failed()).as("those that write were rolled back to a savepoint").isZero();
    }
  }
}
