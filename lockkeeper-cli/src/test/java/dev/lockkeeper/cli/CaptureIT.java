package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.TempPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Knex would send is shown by letting it send it, and nothing of it is kept. */
@EnabledIfSystemProperty(named = "suites", matches = "full")
class CaptureIT {
  private static final String TABLES =
      "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class c JOIN"
          + " pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname"
          + " NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1";

  @TempDir Path folder;
  private TempPostgres server;
  private String database;
  private Map<String, String> environment;

  private void project(int major, ToolKit kit) throws IOException {
    kit.writeTo(folder);
    server = TempPostgres.shared(major);
    database = server.newDatabase();
    server.execute("postgres", "ALTER DATABASE " + database + " OWNER TO scram_role");
    server.execute(database, "GRANT ALL ON SCHEMA public TO scram_role");
    environment = new HashMap<>(kit.variables());
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", folder.toString());
    environment.put("DB_HOST", "127.0.0.1");
    environment.put("DB_PORT", Integer.toString(server.port()));
    environment.put("DB_NAME", database);
    environment.put("DB_USER", TempPostgres.SCRAM_ROLE);
    environment.put("DB_PASS", TempPostgres.SCRAM_PASSWORD);
  }

  private void knex(String name, String up) throws IOException {
    Path file = folder.resolve("migrations").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "exports.up = " + up + ";\nexports.down = async () => {};\n");
  }

  private String lockkeeper(int exit, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      int code = new Main(environment, folder, stream, stream).run(arguments);
      assertThat(code).as(out.toString(StandardCharsets.UTF_8)).isEqualTo(exit);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        rows.add(found.getString(1));
      }
    }
    return rows;
  }

  /** The catalog, and every row of every table; what sequences have given is given. */
  private List<String> everything() throws SQLException {
    List<String> all =
        query(
            "SELECT c::text FROM (SELECT oid, relname, relnamespace, relkind, relfilenode, relacl,"
                + " relhastriggers FROM pg_class) c WHERE oid >= 16384 ORDER BY 1");
    for (String catalog :
        List.of("pg_constraint", "pg_proc", "pg_type", "pg_namespace", "pg_trigger", "pg_enum")) {
      all.addAll(query("SELECT t::text FROM " + catalog + " t WHERE oid >= 16384 ORDER BY 1"));
    }
    all.addAll(query("SELECT a::text FROM pg_attribute a WHERE attrelid >= 16384 ORDER BY 1"));
    for (String table : query(TABLES)) {
      all.addAll(query("SELECT t::text FROM " + table + " t ORDER BY 1"));
    }
    return all;
  }

  private List<String> others() throws SQLException {
    return query(
        "SELECT state || ' ' || query FROM pg_stat_activity WHERE datname = current_database() AND"
            + " usename = 'scram_role'");
  }

  private static String[] capture(String... more) {
    List<String> words = new ArrayList<>(List.of("plan", "--capture"));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  /** A database with a table and rows, and two migrations that are pending. */
  private void pending(int major) throws Exception {
    project(major, ToolKit.KNEX);
    Files.delete(folder.resolve("migrations").resolve(ToolKit.KNEX.second()));
    lockkeeper(0, "up");
    server.execute(database, "INSERT INTO clients (id, name) VALUES (1001, 'Ada'), (1002, 'Bob')");
    knex(
        "20260103000000_email.js",
        "async (knex) => { await knex.schema.alterTable('clients', (t) => t.text('email')"
            + ".defaultTo('none')); const rows = await knex('clients').select(); for (const row of"
            + " rows) { await knex('clients').where({ id: row.id }).update({ email: row.name +"
            + " '@example.org' }); } }");
    knex(
        "20260104000000_orders.js",
        "(knex) => knex.schema.createTable('orders', (t) => { t.bigInteger('id').primary();"
            + " t.integer('client').references('clients.id'); t.index('client'); })");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  @DisplayName("B3: what Knex would send is shown in order, and nothing of it is kept")
  void shownAndRolledBack(int major) throws Exception {
    pending(major);
    List<String> before = everything();
    String shown = lockkeeper(0, capture());
    assertThat(shown)
        .containsSubsequence(
            "-- What Knex has sent. All of it was rolled back.",
            "-- up 20260103000000_email.js",
            "alter table \"clients\" add column \"email\" text default 'none';",
            "update \"clients\" set \"email\" = $1 where \"id\" = $2;",
            "-- up 20260104000000_orders.js",
            "create table \"orders\"",
            "foreign key (\"client\") references \"clients\" (\"id\")",
            "create index \"orders_client_index\"")
        .doesNotContain("knex_migrations", "Ada", "@example.org", "select ");
    assertThat(lockkeeper(0, capture("--show-secrets")))
        .contains("-- $1 = 'Ada@example.org', $2 = '1001'", "-- $1 = 'Bob@example.org'");
    assertThat(lockkeeper(0, capture("-o", "json")))
        .contains("\"version\" : \"20260104000000_orders.js\"", "create table \\\"orders\\\"");
    assertThat(everything()).isEqualTo(before);
    assertThat(others()).isEmpty();
    assertThat(lockkeeper(3, "status", "--check")).contains("1 applied, 2 pending");
    lockkeeper(0, "up");
    assertThat(lockkeeper(0, capture())).doesNotContain("-- up");
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  @DisplayName("B3: a preview leaves an empty database empty")
  void empty(int major) throws Exception {
    project(major, ToolKit.KNEX);
    Files.delete(folder.resolve("migrations").resolve(ToolKit.KNEX.second()));
    assertThat(lockkeeper(0, capture())).contains("create table \"clients\"");
    assertThat(query(TABLES)).isEmpty();
    assertThat(query("SELECT 1 FROM pg_namespace WHERE nspname = 'lockkeeper'")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  @DisplayName("B3: a migration that cannot run in a transaction is named")
  void concurrently(int major) throws Exception {
    project(major, ToolKit.KNEX);
    List<String> before = everything();
    assertThat(lockkeeper(2, capture()))
        .contains(
            ToolKit.KNEX.second() + " cannot be previewed: it cannot run inside a transaction",
            "CREATE INDEX CONCURRENTLY clients_name",
            "25001",
            "Everything was rolled back");
    assertThat(everything()).isEqualTo(before);
    assertThat(others()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  @DisplayName("B3: a preview gives up where another session has the table")
  void locked(int major) throws Exception {
    pending(major);
    List<String> before = everything();
    try (Connection reader = server.connect(database)) {
      reader.setAutoCommit(false);
      try (Statement statement = reader.createStatement()) {
        statement.execute("SELECT FROM clients");
        assertThat(lockkeeper(1, capture()))
            .contains(
                "the preview was given up at 20260103000000_email.js", "lock timeout", "55P03");
        assertThat(query("SELECT pid FROM pg_locks WHERE NOT granted")).isEmpty();
        assertThat(others()).isEmpty();
      }
    }
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("B3: a preview gives up where others have to wait for it")
  void inTheWay() throws Exception {
    pending(18);
    knex(
        "20260105000000_slow.js",
        "(knex) => knex.raw('SET statement_timeout = 0; SET lock_timeout = 0; SELECT"
            + " pg_sleep(300)')");
    List<String> before = everything();
    CompletableFuture<String> preview =
        CompletableFuture.supplyAsync(() -> lockkeeper(1, capture()));
    int pid = ToolProcess.sleeper(server, database);
    assertThat(query("SELECT count(*) FROM clients")).containsExactly("2");
    assertThat(preview.get(60, TimeUnit.SECONDS))
        .contains("20260105000000_slow.js", "others had waited");
    assertThat(query("SELECT 1 FROM pg_stat_activity WHERE pid = " + pid)).isEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  @DisplayName("B3: a preview that is killed leaves nothing")
  void killed(int major) throws Exception {
    ended(major, true);
  }

  @Test
  @DisplayName("B3: a preview that is asked to stop leaves nothing, and says so")
  void stopped() throws Exception {
    ToolProcess tool = ended(18, false);
    assertThat(tool.exitCode()).as(tool.text()).isEqualTo(143);
    assertThat(tool.text()).contains("interrupted: the preview was ended", "nothing was changed");
  }

  private ToolProcess ended(int major, boolean byForce) throws Exception {
    pending(major);
    knex("20260105000000_slow.js", "(knex) => knex.raw('SELECT pg_sleep(300)')");
    Path settings = folder.resolve("lockkeeper.yaml");
    Files.writeString(
        settings,
        Files.readString(settings) + "run: {env: {NODE_PATH: '" + ToolBox.node() + "'}}\n");
    List<String> before = everything();
    ToolProcess tool =
        ToolProcess.start(
            folder,
            "postgres://postgres@127.0.0.1:" + server.port() + "/" + database,
            "plan",
            "--capture");
    int pid = ToolProcess.sleeper(server, database);
    if (byForce) {
      tool.process().destroyForcibly();
    } else {
      tool.process().destroy();
    }
    while (!query("SELECT 1 FROM pg_stat_activity WHERE pid = " + pid).isEmpty()) {
      Thread.sleep(50);
    }
    assertThat(everything()).isEqualTo(before);
    return tool;
  }

  @Test
  @DisplayName("B3: a failing migration fails in the preview, which says why")
  void failing() throws Exception {
    pending(18);
    knex("20260105000000_wrong.js", "(knex) => knex.raw('ALTER TABLE missing ADD x int')");
    List<String> before = everything();
    assertThat(lockkeeper(2, capture()))
        .contains("relation \"missing\" does not exist", "ALTER TABLE missing ADD x int", "42P01");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  @DisplayName("B3: secrets are hidden in what the server refuses")
  void secretInFailure() throws Exception {
    project(18, ToolKit.KNEX);
    knex(
        "20260105000000_wrong.js",
        "(knex) => knex.raw('ALTER TABLE \"of " + TempPostgres.SCRAM_PASSWORD + "\" ADD x int')");
    Files.delete(folder.resolve("migrations").resolve(ToolKit.KNEX.second()));
    assertThat(lockkeeper(2, capture()))
        .contains("relation \"of ***\" does not exist", "ALTER TABLE \"of ***\" ADD x int")
        .doesNotContain(TempPostgres.SCRAM_PASSWORD);
  }

  @Test
  @DisplayName("B3: a protected environment is asked for a confirmation")
  void isProtected() throws Exception {
    pending(18);
    Path settings = folder.resolve("lockkeeper.yaml");
    Files.writeString(
        settings,
        Files.readString(settings)
            + "environment: production\nenvironments: {production: {protected: true}}\n");
    assertThat(lockkeeper(3, capture())).contains("--confirm production");
    assertThat(lockkeeper(0, capture("--confirm", "production"))).contains("create table");
  }

  @Test
  @DisplayName("B3: any program is previewed, also one of which nothing is known")
  void anyProgram() throws Exception {
    pending(18);
    Files.writeString(
        folder.resolve("work.js"),
        "const { Client } = require('pg'); (async () => { const c = new Client(); await c.connect();"
            + " await c.query('BEGIN'); await c.query('DELETE FROM clients WHERE name = $1',"
            + " ['Ada']); await c.query('COMMIT'); await c.end(); })();\n");
    Files.writeString(
        folder.resolve("lockkeeper.yaml"),
        "project: test\ntool: {name: command, command: [node, work.js]}\n");
    assertThat(lockkeeper(2, "plan", "--sql")).contains("plan --capture");
    assertThat(lockkeeper(0, capture())).contains("DELETE FROM clients WHERE name = $1;");
    assertThat(query("SELECT count(*) FROM clients")).containsExactly("2");
  }

  @Test
  @DisplayName("B3: Django's migrations in Python are shown as they run")
  void django() throws Exception {
    project(18, ToolKit.DJANGO);
    Files.writeString(
        folder.resolve("shop/migrations/0002_index.py"),
        "from django.db import migrations\ndef fill(apps, schema_editor):\n"
            + "    apps.get_model('shop', 'Client').objects.create(name='Ada')\n"
            + "class Migration(migrations.Migration):\n"
            + "    dependencies = [('shop', '0001_initial')]\n"
            + "    operations = [migrations.RunPython(fill)]\n");
    assertThat(lockkeeper(0, capture()))
        .containsSubsequence(
            "-- up shop.0001_initial",
            "CREATE TABLE \"clients\"",
            "-- up shop.0002_index",
            "INSERT INTO \"clients\" (\"name\")")
        .doesNotContain("django_migrations", "Ada");
    assertThat(query(TABLES)).isEmpty();
  }

  @Test
  void ownMigrationsNeedNoCapture() throws Exception {
    project(18, ToolKit.KNEX);
    Files.writeString(folder.resolve("lockkeeper.yaml"), "project: test\n");
    Files.writeString(folder.resolve("migrations/1_a.up.sql"), "CREATE TABLE a (id int);\n");
    assertThat(lockkeeper(2, capture())).contains("--capture is for the migrations of other tools");
  }
}
