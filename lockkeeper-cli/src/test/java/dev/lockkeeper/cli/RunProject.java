package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.StatementLog;
import dev.lockkeeper.testing.TempPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A project of a real tool, and a database whose role needs a password, on a server that logs every
 * statement.
 */
final class RunProject {
  private static final TempPostgres SERVER = TempPostgres.start(settings());

  private final Path folder;
  private final Map<String, String> environment;
  private final String database = SERVER.newDatabase();
  private final int logBefore = SERVER.logText().length();

  RunProject(Path folder, ToolKit kit) throws IOException {
    this.folder = folder;
    kit.writeTo(folder);
    this.environment = new HashMap<>(Map.of("PATH", System.getenv("PATH")));
    environment.put("HOME", folder.toString());
    environment.put("LOCKKEEPER_ACTOR", "tester");
    environment.put("DB_HOST", "127.0.0.1");
    environment.put("DB_PORT", Integer.toString(SERVER.port()));
    environment.put("DB_NAME", database);
    environment.put("DB_USER", TempPostgres.SCRAM_ROLE);
    environment.put("DB_PASS", TempPostgres.SCRAM_PASSWORD);
    environment.putAll(kit.variables());
    SERVER.execute("postgres", "ALTER DATABASE " + database + " OWNER TO scram_role");
  }

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(StatementLog.SETTINGS);
    settings.put("max_connections", "400");
    return settings;
  }

  /** What a call ended with and printed. */
  record Answer(int exit, String out, String err) {
    String text() {
      return out + err;
    }
  }

  Path folder() {
    return folder;
  }

  /** The variables that Lockkeeper gets, the address of the database among them. */
  Map<String, String> environment() {
    return environment;
  }

  Answer call(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = new Main(environment, folder, stream(out), stream(err)).run(arguments);
    return new Answer(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /** Runs Lockkeeper, which must end with this exit code; gives what it printed. */
  String lockkeeper(int exit, String... arguments) {
    Answer answer = call(arguments);
    assertThat(answer.exit()).as(answer.text()).isEqualTo(exit);
    return answer.text();
  }

  /** Runs a program under the lock. */
  Answer run(List<String> words, String... options) {
    return call(arguments(words, options));
  }

  /** The same in a process of its own, which can be killed. */
  ToolProcess start(List<String> words) throws IOException {
    return ToolProcess.start(folder, environment, arguments(words));
  }

  private static String[] arguments(List<String> words, String... options) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(List.of(options));
    arguments.add("--");
    arguments.addAll(words);
    return arguments.toArray(String[]::new);
  }

  void execute(String... statements) {
    SERVER.execute(database, statements);
  }

  /** The rows of a query, each with its values joined by bars. */
  List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = SERVER.connect(database);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        StringJoiner row = new StringJoiner("|");
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          row.add(String.valueOf(found.getString(i)));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }

  /** Everything that the ledger holds, as text. */
  String ledger() throws SQLException {
    StringBuilder all = new StringBuilder();
    for (String table : List.of("run", "event", "statement", "backend", "migration", "script")) {
      query("SELECT t::text FROM lockkeeper." + table + " t")
          .forEach(row -> all.append(row).append('\n'));
    }
    return all.toString();
  }

  /** What the server has logged since this project began: process ids come again after a while. */
  String serverLog() {
    return SERVER.logText().substring(logBefore);
  }

  String database() {
    return database;
  }

  TempPostgres server() {
    return SERVER;
  }
}
