package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What teams with Django, Alembic and Knex do with their projects besides going up. */
class ToolProjectIT {
  @TempDir Path folder;

  @Test
  @DisplayName("C28, C29: Django goes down to a version, and marks with reason and person")
  void djangoDownAndMark() throws Exception {
    RunProject project = project(ToolKit.DJANGO);
    project.lockkeeper(0, "up", "--to", "shop.0001");
    assertThat(project.lockkeeper(3, "status", "--check")).contains("pending   shop.0002_index");
    assertThat(project.lockkeeper(0, "plan", "--sql"))
        .contains("-- up shop.0002_index", "CREATE INDEX CONCURRENTLY");
    project.lockkeeper(0, "up");
    assertThat(project.lockkeeper(0, "up", "--to", "shop.0001"))
        .contains("shop.0001_initial is applied already", "down --to");
    assertThat(project.lockkeeper(2, "up", "--to", "shop.zero")).contains("no way up to zero");
    assertThat(project.query("SELECT count(*) FROM django_migrations WHERE app = 'shop'"))
        .containsExactly("2");
    assertThat(project.lockkeeper(0, "down", "--to", "shop.0001")).contains("Undid 1 migration");
    assertThat(project.query("SELECT to_regclass('clients_name')")).containsExactly("null");
    assertThat(
            project.lockkeeper(
                0, "mark", "shop.0002_index", "--applied", "--reason", "built by hand"))
        .contains("shop.0002_index  marked-applied", "Recorded 1 migration");
    assertThat(project.query("SELECT to_regclass('clients_name')")).containsExactly("null");
    assertThat(project.lockkeeper(0, "status", "--check")).contains("0 pending");
    assertThat(
            project.query(
                "SELECT action, actor, reason, outcome FROM lockkeeper.run ORDER BY started_at DESC"
                    + " LIMIT 1"))
        .containsExactly("mark|tester|built by hand|succeeded");
    assertThat(
            project.lockkeeper(2, "mark", "shop.0002_indices", "--pending", "--reason", "not yet"))
        .contains("\"shop.0002_indices\" is no known migration of Django");
    project.lockkeeper(0, "mark", "shop.0002_index", "--pending", "--reason", "not yet");
    assertThat(project.query("SELECT name FROM django_migrations WHERE app = 'shop'"))
        .containsExactly("0001_initial");
  }

  @Test
  @DisplayName("C28: Django takes over tables that are there already")
  void djangoFakeInitial() throws Exception {
    RunProject project = project(ToolKit.DJANGO);
    project.execute("CREATE TABLE clients (id bigint PRIMARY KEY, name text)");
    project.execute("INSERT INTO clients VALUES (1, 'Ada')");
    assertThat(project.call("up").exit()).isNotZero();
    Path settings = project.folder().resolve("lockkeeper.yaml");
    String written = Files.readString(settings);
    Files.writeString(settings, written + "environments: {default: {protected: true}}\n");
    assertThat(project.lockkeeper(3, "up", "--fake-initial")).contains("--confirm default");
    assertThat(project.query("SELECT to_regclass('clients_name')")).containsExactly("null");
    project.execute("ALTER TABLE clients OWNER TO scram_role");
    assertThat(project.lockkeeper(0, "up", "--fake-initial", "--confirm", "default"))
        .contains("FAKED", "Applied 2 migrations");
    assertThat(project.query("SELECT name FROM clients")).containsExactly("Ada");
    assertThat(project.query("SELECT to_regclass('clients_name')")).containsExactly("clients_name");
    assertThat(
            project.query(
                "SELECT count(*) FROM lockkeeper.statement WHERE body LIKE"
                    + " 'CREATE TABLE \"clients\"%' AND sql_state IS NULL"))
        .containsExactly("0");
  }

  @Test
  @DisplayName("C28: --fake-initial is Django's alone")
  void fakeInitialOfOthers() throws Exception {
    RunProject project = project(ToolKit.KNEX);
    assertThat(project.lockkeeper(2, "up", "--fake-initial"))
        .contains("--fake-initial is an option of Django");
    assertThat(project.lockkeeper(2, "up", "--fake-initial", "--dry-run"))
        .contains("--dry-run cannot show what --fake-initial would only mark");
    assertThat(project.lockkeeper(2, "up", "--confirm", "default"))
        .contains("--confirm is for --fake-initial");
    assertThat(project.query("SELECT to_regclass('knex_migrations')")).containsExactly("null");
  }

  @Test
  @DisplayName("C8: DJANGO_SETTINGS_MODULE is passed through, and missed before anything runs")
  void djangoSettings() throws Exception {
    RunProject project = project(ToolKit.DJANGO);
    List<String> words =
        List.of(
            ToolBox.python().resolve("python").toString(), "-m", "django", "migrate", "--noinput");
    assertThat(project.run(words).exit()).isEqualTo(2);
    assertThat(project.run(words).text()).contains("DJANGO_SETTINGS_MODULE is not set");
    assertThat(project.query("SELECT to_regnamespace('lockkeeper')")).containsExactly("null");
    project.environment().put("DJANGO_SETTINGS_MODULE", "settings");
    project.environment().put("PYTHONPATH", project.folder().toString());
    RunProject.Answer answer = project.run(words);
    assertThat(answer.exit()).as(answer.text()).isZero();
  }

  @Test
  @DisplayName("C9: what Django prints of its secrets is masked")
  void djangoSecrets() throws Exception {
    RunProject project = project(ToolKit.DJANGO);
    project.environment().put("SECRET_KEY", "correct-horse-battery-staple");
    Files.writeString(
        project.folder().resolve("shop/__init__.py"),
        "import os\nprint('key', os.environ['SECRET_KEY'], 'url', os.environ['DATABASE_URL'])\n");
    RunProject.Answer answer = project.run(ToolKit.DJANGO.up());
    assertThat(answer.exit()).as(answer.text()).isZero();
    assertThat(answer.text())
        .contains("key *** url postgres://scram_role:***@127.0.0.1:")
        .doesNotContain("correct-horse");
  }

  @Test
  @DisplayName("D1: several heads of Alembic are refused by name")
  void alembicHeads() throws Exception {
    RunProject project = project(ToolKit.ALEMBIC);
    Files.writeString(
        project.folder().resolve("scripts/versions/3.py"),
        "revision = 'c2068e3e4d15'\ndown_revision = 'ae1027a6acf'\n"
            + "def upgrade():\n    pass\ndef downgrade():\n    pass\n");
    assertThat(project.lockkeeper(3, "up"))
        .contains("b1957f2d3c04", "c2068e3e4d15", "alembic merge");
    assertThat(project.query("SELECT to_regnamespace('lockkeeper')")).containsExactly("null");
  }

  @Test
  @DisplayName("D4, D6: alembic with the five POSTGRES_ variables, host and port included")
  void alembicWithPostgresVariables() throws Exception {
    RunProject project = project(ToolKit.ALEMBIC);
    project.environment().keySet().removeIf(name -> name.startsWith("DB_"));
    Files.writeString(project.folder().resolve("host"), "127.0.0.1\n");
    project.environment().put("POSTGRES_HOST_FILE", project.folder().resolve("host").toString());
    project.environment().put("POSTGRES_PORT", Integer.toString(project.server().port()));
    project.environment().put("POSTGRES_USER", TempPostgres.SCRAM_ROLE);
    project.environment().put("POSTGRES_PASSWORD", TempPostgres.SCRAM_PASSWORD);
    project.environment().put("POSTGRES_DATABASE_NAME", project.database());
    RunProject.Answer answer = project.run(ToolKit.ALEMBIC.up());
    assertThat(answer.exit()).as(answer.text()).isZero();
    assertThat(project.lockkeeper(0, "down")).contains("b1957f2d3c04  reverted");
    assertThat(project.lockkeeper(0, "plan", "--sql"))
        .contains("CREATE INDEX CONCURRENTLY clients_name");
    assertThat(project.lockkeeper(0, "down", "--all", "--confirm", "default"))
        .contains("ae1027a6acf  reverted");
  }

  @Test
  @DisplayName("B4: Knex goes down by batches; what it cannot do is refused by name")
  void knexBatches() throws Exception {
    RunProject project = project(ToolKit.KNEX);
    project.lockkeeper(0, "up");
    assertThat(project.lockkeeper(0, "up", "--to", ToolKit.KNEX.first())).contains("is applied");
    assertThat(project.lockkeeper(0, "down")).contains("Undid 2 migrations");
    assertThat(project.lockkeeper(2, "mark", ToolKit.KNEX.first(), "--applied", "--reason", "x"))
        .contains("Knex has no command that marks migrations");
    assertThat(project.lockkeeper(2, "plan", "--sql")).contains("Knex has no command that shows");
    assertThat(project.lockkeeper(2, "up", "--steps", "1")).contains("lockkeeper run --");
  }

  @Test
  @DisplayName("B4: the knexfile says where Knex keeps its history")
  void knexfile() throws Exception {
    RunProject project = project(ToolKit.KNEX);
    Files.writeString(
        project.folder().resolve("knexfile.js"),
        "module.exports = { production: { client: 'pg', connection: {}, migrations: { directory:"
            + " 'migrations', tableName: 'history_of_mine' } } };\n");
    project.environment().put("NODE_ENV", "production");
    assertThat(project.lockkeeper(0, "up")).contains("Applied 2 migrations");
    assertThat(project.lockkeeper(0, "up")).contains("Nothing to do");
    assertThat(project.query("SELECT version FROM lockkeeper.event ORDER BY id"))
        .containsExactly(ToolKit.KNEX.first(), ToolKit.KNEX.second());
    RunProject.Answer again = project.run(ToolKit.KNEX.up());
    assertThat(again.text()).contains("Nothing to do");
  }

  @Test
  @DisplayName("B3: without tool: the files of the project tell which tool it is")
  void detected() throws Exception {
    RunProject project = project(ToolKit.DBMATE);
    Path bin = Files.createDirectory(project.folder().resolve("bin"));
    Files.createSymbolicLink(bin.resolve("dbmate"), Path.of(ToolKit.DBMATE.program().get(0)));
    project.environment().merge("PATH", bin.toString(), (path, more) -> more + ":" + path);
    project.environment().put("DBMATE_NO_DUMP_SCHEMA", "true");
    Files.writeString(project.folder().resolve("lockkeeper.yaml"), "project: test\n");
    assertThat(project.lockkeeper(0, "up"))
        .contains("dbmate migrates this project, as db/migrations", "Applied 2 migrations");
    Files.writeString(project.folder().resolve("alembic.ini"), "[alembic]\n");
    assertThat(project.lockkeeper(2, "up")).contains("several tools", "Name the one that is meant");
  }

  @Test
  @EnabledIfSystemProperty(
      named = "suites",
      matches = "full",
      disabledReason = "Prisma takes seconds for each command; -Dsuites=full runs it")
  @DisplayName("B3, C26, C28: Prisma shows its files, marks, and goes on behind what has failed")
  void prisma() throws Exception {
    RunProject project = project(ToolKit.PRISMA);
    assertThat(project.lockkeeper(0, "plan", "--sql"))
        .contains("CREATE TABLE clients", "CREATE INDEX CONCURRENTLY clients_name");
    assertThat(project.lockkeeper(2, "up", "--to", ToolKit.PRISMA.first()))
        .contains("Prisma has no command that goes up to");
    project.execute("CREATE TABLE clients (id int PRIMARY KEY, name text)");
    project.execute("ALTER TABLE clients OWNER TO " + TempPostgres.SCRAM_ROLE);
    assertThat(
            project.lockkeeper(
                0, "mark", ToolKit.PRISMA.first(), "--applied", "--reason", "made by hand"))
        .contains("Recorded 1 migration");
    Path bad = project.folder().resolve("prisma/migrations/20260103000000_notes/migration.sql");
    Files.createDirectory(bad.getParent());
    Files.writeString(bad, "SELECT 1/0;\n");
    assertThat(project.lockkeeper(6, "up"))
        .contains(
            "division by zero",
            "✓ " + ToolKit.PRISMA.second(),
            "has not finished 20260103000000_notes");
    project.lockkeeper(
        0, "mark", "20260103000000_notes", "--applied", "--reason", "it has nothing to keep");
    assertThat(project.lockkeeper(0, "up")).contains("Nothing to do");
    assertThat(project.lockkeeper(0, "status", "--check")).contains("0 pending");
    assertThat(project.lockkeeper(2, "down")).contains("Prisma has no way down");
  }

  private RunProject project(ToolKit kit) throws IOException {
    return new RunProject(folder.toRealPath(), kit);
  }
}
