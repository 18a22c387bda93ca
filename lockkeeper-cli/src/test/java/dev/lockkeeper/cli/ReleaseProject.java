package dev.lockkeeper.cli;

import dev.lockkeeper.testing.TempPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A project with a service on a platform of files, and a database of its own. */
final class ReleaseProject {
  static final String OLD = "r-old";
  static final String IMAGE = "registry.example.com/shop:1";
  private static final Path PLATFORM = Path.of("src/test/release/platform");
  private static final String FIRST = "migrations/20260101000000_create_orders";
  private static final String LAST = "migrations/20260301000000_drop_note";

  private static final String SETTINGS =
      """
      project: shop
      lock-wait: 1s
      services:
        shop:
          image: registry.example.com/shop:1
          job:
            command: [./platform, job]
            args: [up]
            timeout: 60s
          before: [[./platform, before]]
          after: [[./platform, after]]
          traffic: {steps: [50, 100], ready-timeout: 1s, drain-timeout: 1s}
          post: false
          command:
            serving: [./platform, serving]
            deploy: [./platform, deploy]
            ready: [./platform, ready]
            traffic: [./platform, traffic]
            drained: [./platform, drained]
      """;

  private final Path folder;
  private final TempPostgres server = TempPostgres.shared();
  private final String database = server.newDatabase();
  private final Map<String, String> environment = new HashMap<>();

  ReleaseProject(Path folder) throws IOException {
    this.folder = folder;
    Files.copy(PLATFORM, folder.resolve("platform"), StandardCopyOption.COPY_ATTRIBUTES);
    write("lockkeeper.yaml", SETTINGS);
    write("serving", OLD + "\n");
    write(FIRST + ".up.sql", "CREATE TABLE orders (id integer PRIMARY KEY, note text);\n");
    write(FIRST + ".down.sql", "DROP TABLE orders;\n");
    write(LAST + ".up.sql", "-- lockkeeper: phase=post\nALTER TABLE orders DROP COLUMN note;\n");
    write(LAST + ".down.sql", "ALTER TABLE orders ADD COLUMN note text;\n");
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", folder.toString());
    environment.put("DB_HOST", "127.0.0.1");
    environment.put("DB_PORT", Integer.toString(server.port()));
    environment.put("DB_NAME", database);
    environment.put("DB_USER", TempPostgres.SUPERUSER);
    environment.put("LOCKKEEPER_ACTOR", "tester");
    environment.put("JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    environment.put("CLASSPATH", System.getProperty("java.class.path"));
  }

  /** What a call ended with and printed. */
  record Answer(int exit, String text) {}

  Answer call(String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int exit = new Main(environment, folder, stream, stream).run(arguments);
    return new Answer(exit, bytes.toString(StandardCharsets.UTF_8));
  }

  /** The same in a process of its own, which its own programs may kill. */
  Answer callProcess(String... arguments) throws IOException, InterruptedException {
    ToolProcess process = ToolProcess.start(folder, environment, arguments);
    return new Answer(process.exitCode(), process.text());
  }

  ToolProcess start(String... arguments) throws IOException {
    return ToolProcess.start(folder, environment, arguments);
  }

  void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  void delete(String file) throws IOException {
    Files.deleteIfExists(folder.resolve(file));
  }

  String read(String file) throws IOException {
    Path path = folder.resolve(file);
    return Files.exists(path) ? Files.readString(path).strip() : "";
  }

  /** Changes a setting: what is written there once is replaced. */
  void set(String written, String instead) throws IOException {
    String text = read("lockkeeper.yaml");
    if (!text.contains(written)) {
      throw new IllegalArgumentException(written + " is not in the settings");
    }
    write("lockkeeper.yaml", text.replace(written, instead) + "\n");
  }

  /** What the platform was asked to do since the last call of this method. */
  List<String> calls() throws IOException {
    List<String> calls = read("calls").lines().map(line -> line.split(" ")[0]).toList();
    delete("calls");
    return calls;
  }

  void execute(String... statements) {
    server.execute(database, statements);
  }

  List<String> query(String sql) throws SQLException {
    return ToolProcess.query(server, database, sql);
  }

  Map<String, String> environment() {
    return environment;
  }
}
