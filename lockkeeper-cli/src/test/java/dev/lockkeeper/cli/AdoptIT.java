package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Histories written by the tools themselves are taken over, and {@code up} goes on behind them. */
class AdoptIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String FIRST = "CREATE TABLE clients (id int PRIMARY KEY);\n";
  private static final String SECOND = "ALTER TABLE clients ADD COLUMN näme text DEFAULT 'a;b';\n";
  private static final String THIRD = "CREATE TABLE invoices (id int);\n";

  @TempDir Path folder;
  private ForeignProject project;

  @BeforeEach
  void project() throws IOException {
    project = new ForeignProject(folder.toRealPath());
  }

  @Test
  @DisplayName("B9, C25, C30: a history of Django; SQL files go on behind it")
  void django() throws Exception {
    Path bin = ToolBox.python();
    writeDjango();
    project.tool(
        Map.of("DJANGO_SETTINGS_MODULE", "settings"),
        bin.resolve("python").toString(),
        "-m",
        "django",
        "migrate",
        "--noinput");
    List<String> before = project.rows("django_migrations");
    project.write("sql/20300101000000_notes.up.sql", "CREATE TABLE notes (id int);\n");
    assertThat(project.lockkeeper(3, "--dir", "sql", "up"))
        .contains("django_migrations: 2 migrations", "stopped: `lockkeeper adopt`");
    assertThat(project.lockkeeper(0, "adopt", "--dry-run"))
        .contains("Would adopt 2 migrations of Django from public.django_migrations.");
    assertThat(project.query("SELECT to_regnamespace('lockkeeper')")).containsExactly("null");
    assertThat(project.lockkeeper(0, "adopt"))
        .contains("shop.0001_initial", "Adopted 2 migrations of Django");
    assertThat(project.rows("django_migrations")).isEqualTo(before);
    assertThat(project.adopted())
        .isEqualTo(
            project.query(
                "SELECT app || '.' || name || ' django ' || to_char(applied AT TIME ZONE 'UTC',"
                    + " 'YYYY-MM-DD HH24:MI:SS.US') FROM django_migrations ORDER BY id"));
    project.goesOnWithoutFiles("shop.0002_name", "django");
  }

  private void writeDjango() throws IOException {
    project
        .write(
            "settings.py",
            "import os\nSECRET_KEY = 'test'\nINSTALLED_APPS = ['shop']\nUSE_TZ = True\n"
                + "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql',"
                + " 'HOST': os.environ['TOOL_HOST'], 'PORT': os.environ['TOOL_PORT'],"
                + " 'NAME': os.environ['TOOL_DATABASE'], 'USER': 'postgres'}}\n")
        .write("shop/__init__.py", "")
        .write("shop/migrations/__init__.py", "")
        .write(
            "shop/migrations/0001_initial.py",
            "from django.db import migrations, models\nclass Migration(migrations.Migration):\n"
                + "    dependencies = []\n    operations = [migrations.CreateModel(name='Client',"
                + " fields=[('id', models.BigAutoField(primary_key=True))])]\n")
        .write(
            "shop/migrations/0002_name.py",
            "from django.db import migrations, models\nclass Migration(migrations.Migration):\n"
                + "    dependencies = [('shop', '0001_initial')]\n    operations ="
                + " [migrations.AddField('client', 'name', models.TextField(default='x'))]\n");
  }

  @Test
  @DisplayName("B9, D1: a history of Alembic, which keeps neither time nor person")
  void alembic() throws Exception {
    Path bin = ToolBox.python();
    writeAlembic();
    project
        .write("scripts/versions/1.py", alembic("ae1027a6acf", "None", "a"))
        .write("scripts/versions/2.py", alembic("b1957f2d3c04", "'ae1027a6acf'", "b"));
    project.tool(Map.of(), bin.resolve("alembic").toString(), "upgrade", "head");
    assertThat(project.lockkeeper(0, "adopt"))
        .contains("b1957f2d3c04", "Adopted 1 migration of Alembic");
    assertThat(project.adopted()).containsExactly("b1957f2d3c04 alembic unknown");
    project.goesOnWithoutFiles("b1957f2d3c04", "alembic");
  }

  private void writeAlembic() throws IOException {
    project
        .write("alembic.ini", "[alembic]\nscript_location = %(here)s/scripts\n")
        .write(
            "scripts/script.py.mako",
            "revision = ${repr(up_revision)}\ndown_revision = ${repr(down_revision)}\n"
                + "def upgrade():\n    pass\ndef downgrade():\n    pass\n")
        .write(
            "scripts/env.py",
            "import os\nfrom alembic import context\nfrom sqlalchemy import create_engine\n"
                + "url = os.environ['TOOL_URL'].replace('postgres:', 'postgresql+psycopg2:')\n"
                + "with create_engine(url).connect() as connection:\n"
                + "    context.configure(connection=connection)\n"
                + "    with context.begin_transaction():\n        context.run_migrations()\n");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B9: two heads of Alembic are refused by name until the tool is named")
  void alembicHeads() throws Exception {
    Path bin = ToolBox.python();
    writeAlembic();
    project
        .write("scripts/versions/1.py", alembic("ae1027a6acf", "None", "a"))
        .write("scripts/versions/2.py", alembic("b1957f2d3c04", "'ae1027a6acf'", "b"))
        .write("scripts/versions/3.py", alembic("c2068e3e4d15", "'ae1027a6acf'", "c"));
    project.tool(Map.of(), bin.resolve("alembic").toString(), "upgrade", "heads");
    assertThat(project.lockkeeper(3, "adopt"))
        .contains("more than one head: b1957f2d3c04, c2068e3e4d15", "alembic merge heads");
    project.tool(Map.of(), bin.resolve("alembic").toString(), "merge", "heads");
    project.tool(Map.of(), bin.resolve("alembic").toString(), "upgrade", "head");
    assertThat(project.lockkeeper(0, "adopt")).contains("Adopted 1 migration of Alembic");
  }

  private static String alembic(String revision, String down, String table) {
    return "from alembic import op\nrevision = '"
        + revision
        + "'\ndown_revision = "
        + down
        + "\ndef upgrade():\n    op.execute('CREATE TABLE "
        + table
        + " (id int)')\ndef downgrade():\n    pass\n";
  }

  @Test
  @DisplayName("B9: a history of Knex, unless its lock is held")
  void knex() throws Exception {
    Path modules = ToolBox.node();
    project
        .write(
            "knexfile.js",
            "module.exports = { client: 'pg', connection: process.env.TOOL_URL, migrations: {"
                + " directory: './migrations' } };\n")
        .write("migrations/20260101000000_clients.js", knex(FIRST.strip()))
        .write("migrations/20260102000000_name.js", knex(SECOND.strip()));
    project.tool(
        Map.of("NODE_PATH", modules.toString()),
        "node",
        modules.resolve("knex/bin/cli.js").toString(),
        "migrate:latest");
    project.execute("UPDATE knex_migrations_lock SET is_locked = 1");
    assertThat(project.lockkeeper(4, "adopt"))
        .contains("Knex's lock in public.knex_migrations_lock is held", "knex migrate:unlock");
    assertThat(project.query("SELECT to_regnamespace('lockkeeper')")).containsExactly("null");
    project.execute("UPDATE knex_migrations_lock SET is_locked = 0");
    assertThat(project.lockkeeper(0, "adopt")).contains("Adopted 2 migrations of Knex");
    assertThat(project.adopted())
        .isEqualTo(
            project.query(
                "SELECT name || ' knex ' || to_char(migration_time AT TIME ZONE 'UTC', 'YYYY-MM-DD"
                    + " HH24:MI:SS.US') FROM knex_migrations ORDER BY id"));
    project.goesOnWithoutFiles("20260102000000_name.js", "knex");
  }

  private static String knex(String sql) {
    return "exports.up = (knex) => knex.raw(`"
        + sql
        + "`);\nexports.down = (knex) => knex.raw('SELECT 1');\n";
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B9: Knex at work holds its lock within a transaction, and is named")
  void knexAtWork() throws Exception {
    Path modules = ToolBox.node();
    project
        .write(
            "knexfile.js",
            "module.exports = { client: 'pg', connection: process.env.TOOL_URL, migrations: {"
                + " directory: './migrations' } };\n")
        .write("migrations/20260101000000_clients.js", knex("SELECT pg_sleep(20)"));
    Child child =
        project.start(
            Map.of("NODE_PATH", modules.toString()),
            "node",
            modules.resolve("knex/bin/cli.js").toString(),
            "migrate:latest");
    assertBusy(child, "Knex", () -> {});
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B9: a history of dbmate; up goes on with its files")
  void dbmate() throws Exception {
    Path program = ToolBox.node().resolve("@dbmate/linux-x64/bin/dbmate");
    project
        .write("db/migrations/20260101000000_clients.sql", dbmate(FIRST, "DROP TABLE clients;\n"))
        .write("db/migrations/20260102000000_name.sql", dbmate(SECOND, "SELECT 1;\n"));
    project.tool(
        Map.of(),
        program.toString(),
        "--url",
        project.url() + "?sslmode=disable",
        "--no-dump-schema",
        "migrate");
    project.write(
        "db/migrations/20260103000000_invoices.sql", dbmate(THIRD, "DROP TABLE invoices;\n"));
    assertThat(project.lockkeeper(0, "--dir", "db/migrations", "adopt"))
        .contains("Adopted 2 migrations of dbmate from public.schema_migrations.");
    assertThat(project.adopted())
        .containsExactly("20260101000000 dbmate unknown", "20260102000000 dbmate unknown");
    project.goesOnWithFiles("db/migrations", "20260103000000 invoices");
    project.write("db/migrations/20260101000000_clients.sql", dbmate("SELECT 2;\n", ""));
    assertThat(project.lockkeeper(3, "--dir", "db/migrations", "up")).contains("was changed");
  }

  private static String dbmate(String up, String down) {
    return "-- migrate:up\n" + up + "-- migrate:down\n" + down;
  }

  @Test
  @DisplayName("B9: a history of Flyway with its checksums; up goes on behind it")
  void flyway() throws Exception {
    writeFlyway();
    Child migrate = flywayMigrate();
    assertThat(migrate.waitFor(PATIENCE)).as(migrate.output()).isZero();
    List<String> before = project.rows("flyway_schema_history");
    String recorded =
        project.query("SELECT checksum FROM flyway_schema_history WHERE version = '1.2'").get(0);
    project.write("flyway/V1_2__name.sql", SECOND.replace("a;b", "changed"));
    assertThat(project.lockkeeper(3, "--dir", "flyway", "adopt"))
        .contains(
            "flyway/V1_2__name.sql has the checksum ", "flyway_schema_history has " + recorded);
    assertThat(project.query("SELECT to_regnamespace('lockkeeper')")).containsExactly("null");
    project.write("flyway/V1_2__name.sql", "\uFEFF" + SECOND.replace("\n", "\r\n"));
    assertThat(project.lockkeeper(0, "--dir", "flyway", "adopt"))
        .contains("Adopted 3 migrations of Flyway from public.flyway_schema_history.");
    assertThat(project.rows("flyway_schema_history")).isEqualTo(before);
    assertThat(project.adopted())
        .isEqualTo(
            project.query(
                "SELECT COALESCE(version, 'R__names') || ' flyway ' || installed_by || ' ' ||"
                    + " to_char(installed_on, 'YYYY-MM-DD HH24:MI:SS.US') FROM"
                    + " flyway_schema_history ORDER BY installed_rank"));
    project.write("flyway/V2__invoices.sql", THIRD);
    project.goesOnWithFiles("flyway", "2 invoices");
    project.write("flyway/R__names.sql", "CREATE OR REPLACE VIEW names AS SELECT id FROM clients;");
    assertThat(project.lockkeeper(0, "--dir", "flyway", "up")).contains("R__names", "batch 2");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B9: Flyway at work is named by its own lock")
  void flywayAtWork() throws Exception {
    writeFlyway();
    project.write("flyway/V3__slow.sql", "SELECT pg_sleep(20);\n");
    assertBusy(flywayMigrate(), "Flyway", "flyway_schema_history");
  }

  private void writeFlyway() throws IOException {
    project
        .write("flyway/V1__clients.sql", FIRST)
        .write("flyway/V1_2__name.sql", SECOND)
        .write("flyway/R__names.sql", "CREATE VIEW names AS SELECT id FROM clients;");
  }

  private Child flywayMigrate() throws IOException {
    return project.start(
        Map.of("REDGATE_DISABLE_TELEMETRY", "true"),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        ToolBox.jars("flyway"),
        Path.of("src/test/tools/FlywayMain.java").toAbsolutePath().toString(),
        project.jdbcUrl(),
        project.folder().resolve("flyway").toString());
  }

  @Test
  @DisplayName("B9: a history of node-pg-migrate, and its own lock")
  void nodePgMigrate() throws Exception {
    writeNodePgMigrate();
    Child migrate = nodePgMigrateUp();
    assertThat(migrate.waitFor(PATIENCE)).as(migrate.output()).isZero();
    assertThat(project.lockkeeper(0, "--dir", "nm", "adopt"))
        .contains("1767225600000 clients", "Adopted 2 migrations of node-pg-migrate");
    assertThat(project.adopted())
        .isEqualTo(
            project.query(
                "SELECT split_part(name, '_', 1) || ' node-pg-migrate ' || to_char(run_on,"
                    + " 'YYYY-MM-DD HH24:MI:SS.US') FROM pgmigrations ORDER BY id"));
    project.write("nm/1767398400000_invoices.sql", "-- Up Migration\n" + THIRD);
    project.goesOnWithFiles("nm", "1767398400000 invoices");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B9: node-pg-migrate at work is named by its own lock")
  void nodePgMigrateAtWork() throws Exception {
    writeNodePgMigrate();
    assertThat(nodePgMigrateUp().waitFor(PATIENCE)).isZero();
    project.write("nm/1767398400000_slow.sql", "-- Up Migration\nSELECT pg_sleep(20);\n");
    assertBusy(nodePgMigrateUp(), "node-pg-migrate", "pgmigrations");
  }

  private void writeNodePgMigrate() throws IOException {
    project
        .write("nm/1767225600000_clients.sql", "-- Up Migration\n" + FIRST)
        .write("nm/1767312000000_name.sql", "-- Up Migration\n" + SECOND);
  }

  private Child nodePgMigrateUp() throws IOException {
    return project.start(
        Map.of("DATABASE_URL", project.url()),
        "node",
        ToolBox.node().resolve("node-pg-migrate/bin/node-pg-migrate.js").toString(),
        "up",
        "-m",
        "nm");
  }

  /** The tool is noticed by its own lock: it has not written to its table yet. */
  private void assertBusy(Child child, String title, String table) throws Exception {
    assertBusy(
        child,
        title,
        () ->
            assertThat(
                    project.query(
                        "SELECT mode FROM pg_locks WHERE locktype = 'relation' AND relation = '"
                            + table
                            + "'::regclass AND mode LIKE '%ExclusiveLock'"))
                .isEmpty());
  }

  private interface Check {
    void run() throws Exception;
  }

  private void assertBusy(Child child, String title, Check meanwhile) throws Exception {
    try {
      project.awaitSleeper();
      meanwhile.run();
      assertThat(project.lockkeeper(4, "adopt"))
          .contains(title + " is at work on this database: pid ");
      assertThat(project.query("SELECT to_regnamespace('lockkeeper')")).containsExactly("null");
    } finally {
      child.process().destroyForcibly();
    }
  }

  @Test
  @DisplayName("B9: two histories are refused until one is named")
  void twoHistories() throws SQLException {
    project.execute(
        "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)",
        "INSERT INTO alembic_version VALUES ('abc')",
        "CREATE SCHEMA other",
        "CREATE TABLE other.django_migrations (id bigserial, app varchar(255), name varchar(255),"
            + " applied timestamptz)");
    assertThat(project.lockkeeper(3, "adopt"))
        .contains("public.alembic_version of Alembic", "other.django_migrations of Django");
    assertThat(project.lockkeeper(0, "adopt", "--from", "alembic")).contains("Adopted 1 migration");
  }
}
