package dev.lockkeeper.guard.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.guard.relay.Served;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.TempPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which locks the record has, and who waited for them. */
class LocksIT {
  private static final String TWO_WAIT =
      "SELECT count(*) = 2 FROM pg_locks l JOIN pg_class c ON c.oid = l.relation"
          + " WHERE NOT l.granted AND c.relname = 't' AND l.waitstart < now() - interval '1 second'";

  private static Recording recording(int major, String... before) {
    TempPostgres server = TempPostgres.shared(major);
    DatabaseAddress address = server.newAddress();
    server.execute(address.database(), before);
    return new Recording(address);
  }

  @ParameterizedTest
  @CsvSource({"14,simple", "18,simple", "14,extended", "18,extended"})
  void readsThemInATransaction(int major, String mode) throws Exception {
    try (Recording recording =
        recording(
            major,
            "CREATE SCHEMA \"My Shop\"",
            "CREATE TABLE \"My Shop\".\"Orders\" (id int PRIMARY KEY)",
            "CREATE TABLE users (id int PRIMARY KEY, name text)")) {
      try (Connection connection = recording.connect("preferQueryMode", mode);
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("CREATE TABLE extra (id int REFERENCES users)");
        statement.execute("UPDATE users SET name = 'x'");
        statement.execute("ALTER TABLE \"My Shop\".\"Orders\" ADD note text");
        statement.execute("ALTER TABLE \"My Shop\".\"Orders\" ADD more text");
        connection.rollback();
        statement.execute("LOCK TABLE users IN SHARE MODE; TABLE \"My Shop\".\"Orders\"");
        connection.commit();
      }
      recording.end();
      assertExact(recording.latest("CREATE TABLE"), "ShareRowExclusiveLock on public.users");
      assertExact(recording.latest("UPDATE"), "RowExclusiveLock on public.users");
      assertThat(recording.records())
          .filteredOn(each -> each.command().equals("ALTER TABLE"))
          .extracting(StatementRecord::locks)
          .satisfiesExactly(
              first ->
                  assertThat(first)
                      .containsExactly("AccessExclusiveLock on \"My Shop\".\"Orders\""),
              second -> assertThat(second).isEmpty());
      assertExact(recording.latest("LOCK"), "ShareLock on public.users");
      assertExact(recording.latest("TABLE"), "AccessShareLock on \"My Shop\".\"Orders\"");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void readsThemAgainBehindASavepoint(int major) throws Exception {
    try (Recording recording = recording(major, "CREATE TABLE users (id int, name text)")) {
      try (Connection connection = recording.connect("preferQueryMode", "simple");
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("SAVEPOINT here");
        statement.execute("UPDATE users SET name = 'x'");
        statement.execute("ROLLBACK TO here");
        statement.execute("UPDATE users SET name = 'y'");
        connection.commit();
      }
      recording.end();
      assertThat(recording.records())
          .filteredOn(each -> each.command().equals("UPDATE"))
          .extracting(StatementRecord::locks)
          .containsExactly(
              List.of("RowExclusiveLock on public.users"),
              List.of("RowExclusiveLock on public.users"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void readsThemOnceForManyOfOneText(int major) throws Exception {
    try (TempPostgres server = TempPostgres.start(major, ServerLog.SETTINGS)) {
      DatabaseAddress address = server.newAddress();
      server.execute(address.database(), "CREATE TABLE users (id int, name text)");
      try (Recording recording = new Recording(address)) {
        try (Connection connection = recording.connect("preferQueryMode", "simple");
            Statement statement = connection.createStatement()) {
          connection.setAutoCommit(false);
          for (int i = 0; i < 1000; i++) {
            statement.execute("INSERT INTO users VALUES (" + i + ", 'x')");
            statement.execute("SELECT count(*) FROM users WHERE id = " + i);
          }
          connection.commit();
        }
        recording.end();
        ServerLog.assertSame(server, recording);
        List<StatementRecord> all =
            recording.records().stream()
                .filter(each -> each.inTransaction() && !each.command().equals("BEGIN"))
                .toList();
        assertThat(all).hasSize(2000).noneMatch(StatementRecord::sampled);
        assertThat(all.get(0).locks()).containsExactly("RowExclusiveLock on public.users");
        assertThat(all.get(1).locks()).containsExactly("AccessShareLock on public.users");
        assertThat(all.subList(2, 2000)).allMatch(each -> each.locks().isEmpty());
        assertThat(server.logText().split("EXECUTE held", -1)).hasSizeBetween(3, 1000);
      }
    }
  }

  /** The same text may lock another relation: here a partition, there what a function names. */
  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void missesNoneOfTheSameText(int major) throws Exception {
    try (Recording recording =
        recording(
            major,
            "CREATE TABLE events (id int) PARTITION BY RANGE (id)",
            "CREATE TABLE early PARTITION OF events FOR VALUES FROM (0) TO (100)",
            "CREATE TABLE late PARTITION OF events FOR VALUES FROM (100) TO (200)")) {
      try (Connection connection = recording.connect("preferQueryMode", "simple");
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        for (int i = 95; i < 105; i++) {
          statement.execute("INSERT INTO events VALUES (" + i + ")");
        }
        connection.commit();
      }
      recording.end();
      assertThat(recording.records())
          .filteredOn(each -> each.locks().contains("RowExclusiveLock on public.early"))
          .singleElement()
          .satisfies(first -> assertThat(first.sampled()).isFalse());
      assertThat(recording.records())
          .filteredOn(each -> each.locks().contains("RowExclusiveLock on public.late"))
          .hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void claimsNothingWhereLocksWereFreedMeanwhile(int major) throws Exception {
    try (Recording recording =
        recording(major, "CREATE TABLE users (id int, name text)", "CREATE TABLE other (id int)")) {
      try (Connection connection = recording.connect("preferQueryMode", "simple");
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("SAVEPOINT here");
        statement.execute("LOCK TABLE users IN EXCLUSIVE MODE; ROLLBACK TO here");
        statement.execute("LOCK TABLE other IN SHARE MODE");
        statement.execute("SAVEPOINT there");
        assertThatThrownBy(() -> statement.execute("SELECT 1/0")).isInstanceOf(SQLException.class);
        statement.execute("ROLLBACK TO there; UPDATE users SET name = 'x'");
        connection.commit();
      }
      recording.end();
      assertThat(recording.latest("LOCK TABLE users").sampled()).isTrue();
      assertExact(recording.latest("LOCK TABLE other"), "ShareLock on public.other");
      assertThat(recording.latest("UPDATE").sampled()).isTrue();
      assertThat(recording.latest("UPDATE").locks())
          .containsExactly("RowExclusiveLock on public.users");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void claimsNothingForTheLastOfMoreThanIsKept(int major) throws Exception {
    try (Recording recording = recording(major, "CREATE TABLE big (id int)")) {
      try (Connection connection = recording.connect("preferQueryMode", "simple");
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute(
            "LOCK TABLE big IN SHARE MODE; " + "SELECT count(*) FROM pg_class; ".repeat(1200));
        connection.commit();
      }
      recording.end();
      assertThat(recording.latest("LOCK").sampled()).isTrue();
      assertThat(recording.records())
          .filteredOn(each -> each.locks().contains("ShareLock on public.big"))
          .allMatch(StatementRecord::sampled);
    }
  }

  private static void assertExact(StatementRecord record, String lock) {
    assertThat(record.locks()).contains(lock);
    assertThat(record.sampled()).isFalse();
    assertThat(record.inTransaction()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void samplesThemOutsideOne(int major) throws Exception {
    try (Recording recording =
        recording(
            major,
            "CREATE TABLE large AS SELECT i, md5(i::text) AS body FROM generate_series(1, 400000) i")) {
      try (Connection connection = recording.connect();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE INDEX CONCURRENTLY large_body ON large (body)");
        statement.execute("DELETE FROM large");
      }
      recording.end();
      StatementRecord index = recording.latest("CREATE INDEX");
      assertThat(index.locks()).contains("ShareUpdateExclusiveLock on public.large");
      assertThat(index.sampled()).isTrue();
      assertThat(index.inTransaction()).isFalse();
      assertThat(recording.latest("DELETE").locks()).contains("RowExclusiveLock on public.large");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void countsThoseWhoWait(int major) throws Exception {
    try (Recording recording = recording(major, "CREATE TABLE t AS SELECT 1 AS id")) {
      try (Connection connection = recording.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("ALTER TABLE t ADD a int");
        CompletableFuture<Void> first = reader(major, recording);
        CompletableFuture<Void> second = reader(major, recording);
        awaitTwoThatWait(major, recording);
        statement.execute("SELECT 1");
        connection.rollback();
        first.get(20, TimeUnit.SECONDS);
        second.get(20, TimeUnit.SECONDS);
      }
      recording.end();
      StatementRecord alter = recording.latest("ALTER");
      assertThat(alter.waiters()).isEqualTo(2);
      assertThat(alter.longestWait()).isPositive();
    }
  }

  /** For as long as several looks take. */
  private static void awaitTwoThatWait(int major, Recording recording) throws Exception {
    try (Connection observer =
        TempPostgres.shared(major).connect(recording.served().relay().address().database())) {
      Served.await(() -> isTrue(observer, TWO_WAIT));
    }
  }

  private static boolean isTrue(Connection connection, String condition) {
    try {
      return Served.ask(connection, condition).equals("t");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CompletableFuture<Void> reader(int major, Recording recording) {
    String url =
        TempPostgres.shared(major).jdbcUrl(recording.served().relay().address().database());
    return CompletableFuture.runAsync(
        () -> {
          try (Connection connection = DriverManager.getConnection(url)) {
            Served.ask(connection, "SELECT id FROM t");
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void goesOnWithoutALook(int major) throws Exception {
    TempPostgres server = TempPostgres.shared(major);
    DatabaseAddress address = server.newAddress();
    server.execute(address.database(), "CREATE TABLE t (id int)");
    String role = server.newRole();
    try (Recording recording = new Recording(address, address.withUser(role))) {
      try (Connection connection = recording.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        statement.execute("ALTER TABLE t ADD a int");
        endSessionsOf(server, role);
        statement.execute("ALTER TABLE t ADD b int");
        assertThat(recording.log()).isEmpty();
        connection.commit();
        server.execute("postgres", "ALTER ROLE " + role + " NOLOGIN");
        endSessionsOf(server, role);
        statement.execute("ALTER TABLE t ADD c int");
        connection.commit();
      }
      recording.end();
      assertThat(recording.latest("ALTER TABLE t ADD a").locks()).hasSize(1);
      assertThat(recording.latest("ALTER TABLE t ADD c").sampled()).isTrue();
      assertThat(recording.log()).singleElement().asString().contains("locks are not recorded");
    }
  }

  private static void endSessionsOf(TempPostgres server, String role) {
    server.execute(
        "postgres",
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '"
            + role
            + "'");
  }
}
