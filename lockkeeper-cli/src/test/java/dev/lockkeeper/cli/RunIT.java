package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.TempPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs on bad days, under the lock. */
class RunIT {
  private static final TempPostgres SERVER = TempPostgres.shared();

  @TempDir Path folder;
  private final String database = SERVER.newDatabase();
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void address() {
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", folder.toString());
    environment.put("LOCKKEEPER_URL", url());
  }

  private String url() {
    return "postgres://postgres@127.0.0.1:" + SERVER.port() + "/" + database;
  }

  @Test
  @DisplayName("a program that is not there is refused before anything is touched")
  void notFound() throws SQLException {
    assertThat(run(2, List.of("no-such-program"))).contains("no-such-program");
    assertThat(query("SELECT to_regnamespace('lockkeeper')")).containsExactly("null");
  }

  @Test
  @DisplayName("a command line that the database's encoding cannot hold is kept as far as it goes")
  void foreignCharacters() throws SQLException {
    SERVER.execute(
        database,
        "CREATE DATABASE " + database + "_latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
    environment.put("LOCKKEEPER_URL", url() + "_latin");
    assertThat(run(0, List.of("true", "\u65e5\u672c \u00fc"))).contains("Nothing to do");
    assertThat(run(1, List.of("false", "\u65e5\u672c"))).contains("ended with exit code 1");
    assertThat(
            ToolProcess.query(
                SERVER,
                database + "_latin",
                "SELECT command || ' ' || outcome FROM lockkeeper.run ORDER BY started_at"))
        .containsExactly("true ?? \u00fc nothing-to-do", "false ?? failed-clean");
  }

  @Test
  @DisplayName("an address in run.env that is not the relay's is told")
  void pastTheRelay() throws IOException {
    Files.writeString(
        folder.resolve("lockkeeper.yaml"),
        "run: {env: {PGHOST: db.example.org, PGPORT: '{port}', HOMEPAGE: 'https://example.org'}}\n");
    assertThat(run(0, List.of("true")))
        .containsOnlyOnce("warning: ")
        .contains("run.env sets PGHOST to an address that is not the relay's");
    assertThat(run(0, List.of("true"), "-o", "json")).startsWith("warning: run.env sets PGHOST");
  }

  @Test
  @DisplayName("a folder for the relay's socket is made for its owner alone, and that is told")
  void socketFolder() throws IOException {
    Files.writeString(folder.resolve("lockkeeper.yaml"), "run: {socket-dir: sockets}\n");
    Path sockets = folder.toRealPath().resolve("sockets");
    assertThat(run(0, List.of("true"), "-v"))
        .contains("The folder " + folder.resolve("sockets") + " is made for the relay's socket");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(sockets)))
        .isEqualTo("rwx------");
    assertThat(run(0, List.of("true"), "-v")).doesNotContain("is made for");
    Files.setPosixFilePermissions(sockets, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(run(2, List.of("true"))).contains("others than its owner may enter it", "chmod 700");
  }

  @Test
  @DisplayName("exit code 0 is not believed when a statement failed")
  void hiddenFailure() throws SQLException {
    assertThat(run(1, sql("CREATE TABLE a (id int, id int)")))
        .contains("ended with exit code 0, but a statement failed", "42701", "committed nothing");
    assertThat(run(6, sql("CREATE TABLE a (id int)", "INSERT INTO missing VALUES (1)")))
        .contains("a statement failed", "It committed a change (a) before it ended");
    assertThat(query("SELECT outcome FROM lockkeeper.run ORDER BY started_at"))
        .containsExactly("failed-clean", "failed-partial");
  }

  @Test
  @DisplayName("a failed read that loses nothing, and one undone to a savepoint, do not count")
  void harmlessFailures() {
    assertThat(run(0, sql("SELECT * FROM missing"))).contains("Nothing to do");
    assertThat(
            run(
                0,
                sql(
                    ":begin",
                    "CREATE TABLE a (id int)",
                    "SAVEPOINT s",
                    "INSERT INTO missing VALUES (1)",
                    "ROLLBACK TO s",
                    ":commit")))
        .contains("The program ended well");
  }

  @Test
  @DisplayName("changes that were lost with an open transaction are a failure")
  void openTransaction() throws SQLException {
    assertThat(run(1, sql(":begin", "CREATE TABLE a (id int)", ":exit=0")))
        .contains("left a transaction open", "rolled back", "committed nothing");
    assertThat(query("SELECT to_regclass('a')")).containsExactly("null");
  }

  @Test
  @DisplayName("exit codes and signals are told")
  void ends() {
    assertThat(run(1, sql(":exit=3"))).contains("ended with exit code 3", "Nothing was changed");
    assertThat(run(1, sql(":kill"))).contains("ended by signal 9");
    assertThat(run(6, sql("CREATE TABLE a (id int)", ":exit=3")))
        .contains("ended with exit code 3", "(a)");
  }

  @Test
  @DisplayName("C6: a question is answered by the end of the input")
  void question() {
    assertThat(run(0, sql(":read"))).contains("read -1");
  }

  @Test
  @DisplayName("a limit ends the program, and what the server does for it")
  void limit() throws SQLException {
    List<String> ends = List.of();
    for (int seconds = 2; ends.isEmpty() && seconds < 60; seconds *= 4) {
      // A program that starts slowly may not have sent anything before its time is over.
      assertThat(run(1, sql("SELECT pg_sleep(60)"), "--timeout", seconds + "s"))
          .contains("took longer than it may");
      ends = query("SELECT sql_state FROM lockkeeper.statement WHERE body LIKE '%pg_sleep%'");
    }
    assertThat(sleepers()).isEmpty();
    assertThat(ends).containsExactly("57014");
  }

  @Test
  @DisplayName("fifty connections are told apart")
  void connections() throws SQLException {
    assertThat(run(0, sql(":connections=50", "CREATE TABLE a (id int)"))).contains("ended well");
    assertThat(query("SELECT count(DISTINCT session) FROM lockkeeper.statement"))
        .containsExactly("50");
    assertThat(query("SELECT count(*) FROM lockkeeper.backend")).containsExactly("50");
  }

  @Test
  @DisplayName("a program of a project that another tool migrates may be none of that tool's")
  void otherProgram() throws Exception {
    settings("tool: django\nenvironments: {production: {protected: true}}\n");
    assertThat(run(0, sql("CREATE TABLE a (id int)"))).doesNotContain("Django");
    assertThat(run(3, sql("CREATE TABLE b (id int)"), "-e", "production")).contains("--reason");
    run(0, sql("CREATE TABLE c (id int)"), "-e", "production", "--reason", "OPS-1");
  }

  @Test
  @DisplayName("a program that may not be the tool itself is started once, and asked nothing")
  void unknownProgram() throws Exception {
    settings("tool: alembic\n");
    run(
        0,
        sql(
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE",
            "CREATE SEQUENCE IF NOT EXISTS starts",
            "SELECT nextval('starts')",
            "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)",
            "INSERT INTO alembic_version VALUES ('abc')"));
    assertThat(query("SELECT last_value FROM starts")).containsExactly("1");
  }

  private void settings(String text) throws IOException {
    Files.writeString(folder.resolve("lockkeeper.yaml"), "project: p\n" + text);
  }

  @Test
  @DisplayName("JSON is one document, and the program's output is elsewhere")
  void json() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        new Main(environment, folder, stream(out), stream(err))
            .run(words(sql("CREATE TABLE a (id int)", ":print=PGDATABASE"), "-o", "json"));
    assertThat(exit).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("{")
        .contains("\"outcome\" : \"succeeded\"", "\"action\" : \"run\"")
        .doesNotContain("\n" + database + "\n");
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(database + "\n");
  }

  @Test
  @DisplayName("C18: in a protected environment an unknown program needs a reason")
  void reason() throws Exception {
    Files.writeString(
        folder.resolve("lockkeeper.yaml"),
        "environment: live\nenvironments: {live: {protected: true}}\n");
    assertThat(run(3, sql("SELECT 1"))).contains("--reason TEXT");
    assertThat(run(0, sql("SELECT 1"), "--reason", "OPS-17")).contains("Nothing to do");
    assertThat(query("SELECT reason FROM lockkeeper.run")).containsExactly("OPS-17");
  }

  @Test
  @DisplayName("a second run waits, and says for whom")
  void waits() throws Exception {
    CompletableFuture<String> first =
        CompletableFuture.supplyAsync(() -> run(0, sql("SELECT pg_sleep(3)")));
    ToolProcess.sleeper(SERVER, database);
    assertThat(run(0, sql("SELECT 1"))).contains("waiting for another run: pid ");
    assertThat(first.join()).contains("ended well");
  }

  @Test
  @DisplayName("SIGTERM ends the program and its statement, and is recorded")
  void terminated() throws Exception {
    ToolProcess process = ToolProcess.start(folder, url(), words(sql("SELECT pg_sleep(60)")));
    ToolProcess.sleeper(SERVER, database);
    process.process().destroy();
    assertThat(process.exitCode()).as(process.text()).isEqualTo(143);
    assertThat(process.text()).contains("next:      Run the command again.");
    assertThat(sleepers()).isEmpty();
    assertThat(query("SELECT outcome FROM lockkeeper.run")).containsExactly("interrupted");
  }

  @Test
  @DisplayName("what a killed run has left is gone before the next program starts")
  void killed() throws Exception {
    ToolProcess process =
        ToolProcess.start(
            folder, url(), words(sql("CREATE TABLE a (id int)", "SELECT pg_sleep(60)")));
    ToolProcess.sleeper(SERVER, database);
    process.process().destroyForcibly();
    run(0, sql("CREATE TABLE b (id int)"));
    assertThat(sleepers()).isEmpty();
    assertThat(query("SELECT outcome FROM lockkeeper.run ORDER BY started_at"))
        .containsExactly("lost", "succeeded");
    assertThat(
            query(
                "SELECT session || body || sql_state FROM lockkeeper.statement WHERE message LIKE"
                    + " 'seen by run %: it ended by itself%'"))
        .containsExactly("1SELECT pg_sleep(?)08006");
    String dead = query("SELECT id FROM lockkeeper.run WHERE outcome = 'lost'").get(0);
    assertThat(call(0, "history", dead)).contains("SELECT pg_sleep(?)", "08006", "seen by run ");
  }

  @ParameterizedTest
  @ValueSource(strings = {":sleep=1", "SELECT pg_sleep(60)"})
  @DisplayName("a lock that is lost stops the program, whether it talks to the server or not")
  void lostLock(String wait) throws Exception {
    CompletableFuture<String> running =
        CompletableFuture.supplyAsync(
            () ->
                run(5, sql("CREATE TABLE a (id int)", wait, ":sleep=60000", ":print=PGDATABASE")));
    while (query("SELECT to_regclass('a')").contains("null")) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    SERVER.execute(
        database,
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database ="
            + " (SELECT oid FROM pg_database WHERE datname = current_database())");
    assertThat(running.join())
        .contains("the connection that holds the lock was lost")
        .doesNotContain(database + "\n");
    assertThat(sleepers()).isEmpty();
    assertThat(query("SELECT outcome FROM lockkeeper.run")).containsExactly("unreachable");
  }

  private List<String> sleepers() throws SQLException {
    return query(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'"
            + " AND query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()");
  }

  private List<String> query(String sql) throws SQLException {
    return ToolProcess.query(SERVER, database, sql);
  }

  private static List<String> sql(String... orders) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lockkeeper.cli.SqlMain"));
    words.addAll(List.of(orders));
    return words;
  }

  private String call(int exit, String... words) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int ended = new Main(environment, folder, stream(text), stream(text)).run(words);
    assertThat(ended).as(text.toString(StandardCharsets.UTF_8)).isEqualTo(exit);
    return text.toString(StandardCharsets.UTF_8);
  }

  private static String[] words(List<String> program, String... options) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(List.of(options));
    arguments.add("--");
    arguments.addAll(program);
    return arguments.toArray(String[]::new);
  }

  /** Runs a program under the lock, which must end with this exit code; gives all output. */
  private String run(int exit, List<String> program, String... options) {
    return call(exit, words(program, options));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
