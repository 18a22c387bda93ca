package dev.lockkeeper.guard.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.guard.relay.Served;
import dev.lockkeeper.testing.TempPostgres;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;

/** A driver's sessions in a transaction that is rolled back look to it like any others. */
class CaptureIT {
  private final Capture capture = new Capture(Duration.ofMillis(500));
  private TempPostgres server;
  private String database;
  private Served served;

  static Stream<Arguments> modes() {
    return Stream.of(14, 18)
        .flatMap(
            major ->
                Stream.of("simple", "extended", "extendedForPrepared")
                    .map(mode -> Arguments.of(major, mode)));
  }

  private Connection connect(int major, String mode) throws SQLException {
    if (served == null) {
      server = TempPostgres.shared(major);
      database = server.newDatabase();
      server.execute(database, "CREATE TABLE old (id int PRIMARY KEY, note text)");
      served = new Served(server.address(database), capture);
    }
    return served.connect("preferQueryMode", mode);
  }

  @AfterEach
  void nothingIsLeft() throws SQLException {
    capture.close();
    served.close();
    try (Connection direct = server.connect(database)) {
      assertThat(
              Served.ask(
                  direct,
                  "SELECT string_agg(relname, ',') FROM pg_class WHERE relnamespace ="
                      + " 'public'::regnamespace AND relkind = 'r'"))
          .isEqualTo("old");
      assertThat(Served.ask(direct, "SELECT count(*) FROM old")).isEqualTo("0");
      assertThat(Served.ask(direct, "SELECT count(*) FROM pg_prepared_xacts")).isEqualTo("0");
    }
  }

  private List<String> texts() {
    return capture.statements().stream().map(CapturedStatement::text).toList();
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @ParameterizedTest
  @MethodSource("modes")
  void whatIsCommittedIsSeenByTheNextSessionAndByNobodyElse(int major, String mode)
      throws SQLException {
    try (Connection first = connect(major, mode)) {
      first.setAutoCommit(false);
      run(first, "CREATE TABLE fresh (id int)");
      first.commit();
      run(first, "INSERT INTO fresh VALUES (1)");
      first.rollback();
      first.setAutoCommit(true);
      try (PreparedStatement insert = first.prepareStatement("INSERT INTO old VALUES (?, ?)")) {
        for (int i = 0; i < 7; i++) {
          insert.setInt(1, i);
          insert.setString(2, "it's " + i);
          assertThat(insert.executeUpdate()).isEqualTo(1);
        }
      }
    }
    try (Connection second = connect(major, mode);
        Connection direct = server.connect(database)) {
      assertThat(Served.ask(second, "SELECT count(*) FROM fresh")).isEqualTo("0");
      assertThat(Served.ask(second, "SELECT max(note) FROM old")).isEqualTo("it's 6");
      assertThat(Served.ask(direct, "SELECT to_regclass('fresh')")).isNull();
    }
    assertThat(texts()).hasSize(8).startsWith("CREATE TABLE fresh (id int)");
    assertThat(capture.obstacle()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("modes")
  void aFailureEndsNoMoreThanItWouldElsewhere(int major, String mode) throws SQLException {
    try (Connection client = connect(major, mode)) {
      assertThatThrownBy(() -> run(client, "SELECT * FROM missing"))
          .hasMessageContaining("missing");
      run(client, "CREATE TABLE fresh (id int PRIMARY KEY)");
      client.setAutoCommit(false);
      run(client, "INSERT INTO fresh VALUES (1)");
      Savepoint savepoint = client.setSavepoint("here");
      assertThatThrownBy(() -> run(client, "INSERT INTO fresh VALUES (1)"))
          .hasMessageContaining("duplicate key");
      assertThatThrownBy(() -> run(client, "SELECT 1")).hasMessageContaining("aborted");
      client.rollback(savepoint);
      run(client, "INSERT INTO fresh VALUES (2)");
      client.commit();
      assertThatThrownBy(() -> run(client, "INSERT INTO fresh VALUES (2)"))
          .hasMessageContaining("duplicate key");
      client.rollback();
      client.setAutoCommit(true);
      assertThat(Served.ask(client, "SELECT count(*) FROM fresh")).isEqualTo("2");
    }
    assertThat(texts().stream().filter(text -> text.startsWith("INSERT")))
        .containsExactly("INSERT INTO fresh VALUES (1)", "INSERT INTO fresh VALUES (2)");
    assertThat(capture.failure().orElseThrow().sqlState()).isEqualTo("23505");
  }

  @ParameterizedTest
  @MethodSource("modes")
  void whatIsDeferredIsCheckedWhereTheClientCommits(int major, String mode) throws SQLException {
    try (Connection client = connect(major, mode)) {
      run(client, "CREATE TABLE a (id int PRIMARY KEY)");
      run(client, "CREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED)");
      client.setAutoCommit(false);
      for (int i = 0; i < 2; i++) {
        run(client, "INSERT INTO b VALUES (" + i + ")");
        run(client, "INSERT INTO a VALUES (" + i + ")");
        client.commit();
        run(client, "ALTER TABLE b ADD COLUMN c" + i + " int");
        client.commit();
      }
      run(client, "INSERT INTO b VALUES (7)");
      assertThatThrownBy(client::commit).hasMessageContaining("violates foreign key");
      assertThat(Served.ask(client, "SELECT count(*) FROM b")).isEqualTo("2");
      client.rollback();
    }
    assertThat(texts()).doesNotContain("INSERT INTO b VALUES (7)");
  }

  @ParameterizedTest
  @MethodSource("modes")
  void severalStatementsOfOneQueryAreOneTransaction(int major, String mode) throws SQLException {
    try (Connection client = connect(major, "simple")) {
      assertThatThrownBy(
              () -> run(client, "INSERT INTO old VALUES (1); INSERT INTO old VALUES (1)"))
          .hasMessageContaining("duplicate key");
      assertThat(Served.ask(client, "SELECT count(*) FROM old")).isEqualTo("0");
      assertThatThrownBy(
              () ->
                  run(
                      client,
                      "BEGIN; INSERT INTO old VALUES (1); COMMIT; INSERT INTO old VALUES (2);"
                          + " SELECT 1/0"))
          .hasMessageContaining("division by zero");
      assertThat(Served.ask(client, "SELECT string_agg(id::text, ',') FROM old")).isEqualTo("1");
    }
    assertThat(texts())
        .filteredOn(text -> text.startsWith("INSERT"))
        .containsExactly("INSERT INTO old VALUES (1)");
  }

  @ParameterizedTest
  @MethodSource("modes")
  void dataIsCopiedInAndOut(int major, String mode) throws Exception {
    try (Connection client = connect(major, mode)) {
      var copies = client.unwrap(PGConnection.class).getCopyAPI();
      assertThat(copies.copyIn("COPY old FROM STDIN", new StringReader("1\ta\n2\tb\n")))
          .isEqualTo(2);
      StringWriter out = new StringWriter();
      assertThat(copies.copyOut("COPY old TO STDOUT", out)).isEqualTo(2);
      assertThat(out.toString()).isEqualTo("1\ta\n2\tb\n");
      assertThatThrownBy(() -> copies.copyIn("COPY old FROM STDIN", new StringReader("x\n")))
          .hasMessageContaining("invalid input syntax");
      assertThat(Served.ask(client, "SELECT count(*) FROM old")).isEqualTo("2");
    }
  }

  @ParameterizedTest
  @MethodSource("modes")
  void rowsComeInPortions(int major, String mode) throws SQLException {
    try (Connection client = connect(major, mode)) {
      client.setAutoCommit(false);
      try (Statement statement = client.createStatement()) {
        statement.setFetchSize(10);
        int count = 0;
        try (ResultSet rows = statement.executeQuery("SELECT generate_series(1, 95)")) {
          while (rows.next()) {
            count++;
          }
        }
        assertThat(count).isEqualTo(95);
      }
      client.commit();
    }
  }

  @ParameterizedTest
  @MethodSource("modes")
  void whatARollbackDoesNotUndoIsNotSent(int major, String mode) throws SQLException {
    for (String sql :
        List.of(
            "PREPARE TRANSACTION 'x'",
            "SELECT setval('s', 1, false)",
            "DO $$ BEGIN PERFORM pg_catalog.setval('s', 1); END $$",
            "SELECT setval/**/('s', 1)",
            "COPY (SELECT 1) TO PROGRAM 'cat > /dev/null # STDOUT'",
            "DO $$ BEGIN COPY (SELECT 1) TO PROGRAM 'cat'; END $$")) {
      Capture own = new Capture();
      TempPostgres postgres = TempPostgres.shared(major);
      String place = postgres.newDatabase();
      postgres.execute(place, "CREATE SEQUENCE s", "SELECT setval('s', 42)");
      try (Served relay = new Served(postgres.address(place), own)) {
        try (Connection client = relay.connect("preferQueryMode", mode)) {
          assertThatThrownBy(() -> run(client, sql)).hasMessageContaining("cannot be previewed");
        } finally {
          own.close();
        }
        assertThat(own.obstacle().orElseThrow().kind()).isEqualTo(Obstacle.Kind.IMPOSSIBLE);
      }
      try (Connection direct = postgres.connect(place)) {
        assertThat(Served.ask(direct, "SELECT last_value FROM s")).isEqualTo("42");
      }
    }
    connect(major, mode).close();
  }

  @ParameterizedTest
  @MethodSource("modes")
  void whatCannotRunInATransactionEndsTheCapture(int major, String mode) throws SQLException {
    try (Connection client = connect(major, mode)) {
      assertThatThrownBy(() -> run(client, "CREATE INDEX CONCURRENTLY i ON old (note)"))
          .isInstanceOf(SQLException.class);
    }
    Obstacle obstacle = capture.obstacle().orElseThrow();
    assertThat(obstacle.sqlState()).isEqualTo("25001");
    assertThat(obstacle.statement()).contains("CONCURRENTLY");
    assertThatThrownBy(() -> connect(major, mode)).hasMessageContaining("the preview is over");
  }

  @ParameterizedTest
  @MethodSource("modes")
  void aProcedureCannotCommit(int major, String mode) throws SQLException {
    try (Connection client = connect(major, mode)) {
      assertThatThrownBy(
              () -> run(client, "DO $$ BEGIN INSERT INTO old VALUES (1); COMMIT; END $$"))
          .isInstanceOf(SQLException.class);
    }
    assertThat(capture.obstacle().orElseThrow().sqlState()).isEqualTo("2D000");
  }

  @ParameterizedTest
  @MethodSource("modes")
  void aSecondSessionAtTheSameTimeIsRefused(int major, String mode) throws SQLException {
    try (Connection first = connect(major, mode)) {
      run(first, "CREATE TABLE fresh (id int)");
      assertThatThrownBy(() -> connect(major, mode)).hasMessageContaining("the preview is over");
    }
    assertThat(capture.obstacle().orElseThrow().message()).contains("several sessions at once");
  }

  @ParameterizedTest
  @MethodSource("modes")
  void aSessionOpensLikeANewOne(int major, String mode) throws SQLException {
    try (Connection first = connect(major, mode)) {
      run(first, "SET search_path TO pg_catalog");
      run(first, "CREATE TEMP TABLE mine (id int)");
      run(first, "SELECT pg_advisory_lock(7)");
      run(first, "PREPARE lasting AS SELECT 1");
      first.setAutoCommit(false);
      assertThatThrownBy(() -> run(first, "SELECT * FROM missing"))
          .isInstanceOf(SQLException.class);
    }
    try (Connection second = connect(major, mode)) {
      assertThat(Served.ask(second, "SHOW search_path")).contains("public");
      assertThat(Served.ask(second, "SELECT to_regclass('mine')")).isNull();
      assertThat(Served.ask(second, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
          .isEqualTo("0");
      run(second, "PREPARE lasting AS SELECT 2");
    }
  }

  @ParameterizedTest
  @MethodSource("modes")
  void aCommitThatIsHiddenInAStringIsNotRun(int major, String mode) throws SQLException {
    try (Connection client = connect(major, "simple")) {
      run(client, "INSERT INTO old VALUES (1)");
      run(client, "SET standard_conforming_strings = off");
      // The text is cut by the old setting, and the server would read its second half by the new.
      assertThatThrownBy(
              () -> run(client, "SET standard_conforming_strings = on; SELECT 'a\\'; COMMIT; --'"))
          .hasMessageContaining("cannot insert multiple commands");
      assertThat(Served.ask(client, "SELECT count(*) FROM old")).isEqualTo("1");
    }
    assertThat(capture.obstacle()).isEmpty();
    assertThat(capture.failure().orElseThrow().sqlState()).isEqualTo("42601");
  }
}
