package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.faults.SchemaDump;
import dev.lockkeeper.testing.TempPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A folder with the migrations of another tool, and the database that the tool works on. */
final class ForeignProject {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final TempPostgres server = TempPostgres.shared();
  private final String database = server.newDatabase();

  ForeignProject(Path folder) {
    this.folder = folder;
  }

  /** What a call of Lockkeeper ended with and printed. */
  record Answer(int exit, String text) {}

  Path folder() {
    return folder;
  }

  ForeignProject write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  String url() {
    return "postgres://postgres@127.0.0.1:" + server.port() + "/" + database;
  }

  String jdbcUrl() {
    return server.jdbcUrl(database);
  }

  Map<String, String> environment() {
    return Map.of(
        "TOOL_URL", url(),
        "TOOL_HOST", "127.0.0.1",
        "TOOL_PORT", Integer.toString(server.port()),
        "TOOL_DATABASE", database,
        "PYTHONPATH", folder.toString());
  }

  /** Runs another tool, which must succeed. */
  void tool(Map<String, String> more, String... command) throws IOException {
    Child child = start(more, command);
    int exit = child.waitFor(PATIENCE);
    assertThat(exit).as(child.output()).isZero();
  }

  Child start(Map<String, String> more, String... command) throws IOException {
    Map<String, String> all = new HashMap<>(environment());
    all.putAll(more);
    return Child.start(folder, all, command);
  }

  Answer lockkeeper(String... arguments) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8)) {
      Map<String, String> environment =
          Map.of("LOCKKEEPER_URL", url(), "LOCKKEEPER_ACTOR", "tester", "HOME", folder.toString());
      int exit = new Main(environment, folder, out, out).run(arguments);
      return new Answer(exit, text.toString(StandardCharsets.UTF_8));
    }
  }

  /** Runs Lockkeeper, which must end with this exit code; gives what it printed. */
  String lockkeeper(int exit, String... arguments) {
    Answer answer = lockkeeper(arguments);
    assertThat(answer.exit()).as(answer.text()).isEqualTo(exit);
    return answer.text();
  }

  void execute(String... statements) {
    server.execute(database, statements);
  }

  /** The first column of a query. */
  List<String> query(String sql) throws SQLException {
    return ToolProcess.query(server, database, sql);
  }

  /** Version, source and original time of what the ledger has adopted, in the order of adoption. */
  List<String> adopted() throws SQLException {
    return query(
        "SELECT version || ' ' || detail || ' ' || coalesce(to_char(applied_at AT TIME ZONE 'UTC',"
            + " 'YYYY-MM-DD HH24:MI:SS.US'), 'unknown') FROM lockkeeper.migration WHERE kind ="
            + " 'adopted' ORDER BY sequence");
  }

  /** Every object of the database, and the content of its tables, without the ledger. */
  List<String> schema() throws SQLException {
    return SchemaDump.schema(server, database);
  }

  /** Every row of a table as text, to see whether it stays as it is. */
  List<String> rows(String table) throws SQLException {
    List<String> rows = new ArrayList<>(query("SELECT t::text FROM " + table + " t"));
    rows.sort(null);
    return rows;
  }

  /** Waits until the other tool sleeps within a migration. */
  void awaitSleeper() throws Exception {
    ToolProcess.sleeper(server, database);
  }

  /** A migration of our own runs, is undone alone, and what was adopted is refused by name. */
  void goesOnWithoutFiles(String last, String tool) throws IOException {
    write("sql/20300101000000_notes.up.sql", "CREATE TABLE notes (id int);\n");
    write("sql/20300101000000_notes.down.sql", "DROP TABLE notes;\n");
    assertThat(lockkeeper(0, "--dir", "sql", "up")).contains("as batch 1");
    assertThat(lockkeeper(0, "--dir", "sql", "status", "--check"))
        .contains("adopted   " + last, "from " + tool);
    assertThat(lockkeeper(0, "--dir", "sql", "verify")).contains("agree");
    assertThat(lockkeeper(0, "--dir", "sql", "up")).contains("Nothing to do");
    assertThat(lockkeeper(3, "--dir", "sql", "down", "--all"))
        .contains("it was adopted from " + tool, "lockkeeper mark");
    assertThat(lockkeeper(0, "--dir", "sql", "down")).contains("Undid 1 migration");
    assertThat(lockkeeper(2, "--dir", "sql", "down")).contains("was adopted");
    assertThat(lockkeeper(0, "adopt")).contains("Nothing to adopt");
  }

  /** The one pending file is applied, and nothing else; then there is nothing more to do. */
  void goesOnWithFiles(String dir, String pending) {
    assertThat(lockkeeper(0, "--dir", dir, "up"))
        .contains(pending, "Applied 1 migration as batch 1");
    assertThat(lockkeeper(0, "--dir", dir, "status", "--check")).contains("adopted");
    assertThat(lockkeeper(0, "--dir", dir, "verify")).contains("agree");
    assertThat(lockkeeper(0, "--dir", dir, "up")).contains("Nothing to do");
  }
}
