package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.preset.DownTarget;
import dev.lockkeeper.guard.preset.Mark;
import dev.lockkeeper.guard.preset.Preset;
import dev.lockkeeper.guard.preset.Preview;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The words of every preset do with the real tool what they say: status, preview, up, down and mark
 * are compared with what the database holds then.
 */
class PresetIT {
  @TempDir Path folder;
  private ForeignProject files;

  @BeforeEach
  void project() throws IOException {
    files = new ForeignProject(folder.toRealPath());
  }

  private PresetProject project(Preset preset, Map<String, String> more) {
    return new PresetProject(files, preset, preset.program(files.folder()), more);
  }

  private List<String> tables() throws SQLException {
    return files.query(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~"
            + " '^(shop_)?(client|invoice)s?$' ORDER BY 1");
  }

  @Test
  @DisplayName("B3: Django's commands")
  void django() throws Exception {
    Files.createSymbolicLink(files.folder().resolve("venv"), ToolBox.python().getParent());
    DjangoFiles.write(files);
    PresetProject django = project(Preset.DJANGO, Map.of());
    django.commands().requireSettings(Map.of());
    assertThat(django.states())
        .containsExactly("users.0001_initial-", "shop.0001_initial-", "shop.0002_invoice-");
    assertThat(django.ask(django.commands().heads().orElseThrow())).isEmpty();
    assertThat(django.printedPreview())
        .contains("CREATE TABLE \"shop_client\"", "CREATE TABLE \"shop_invoice\"");
    django.upTo("shop.0001_initial");
    assertThat(tables()).containsExactly("shop_client");
    assertThat(django.states())
        .containsExactly("users.0001_initial+", "shop.0001_initial+", "shop.0002_invoice-");
    django.up();
    assertThat(tables()).containsExactly("shop_client", "shop_invoice");
    django.down(new DownTarget.Last());
    assertThat(tables()).containsExactly("shop_client");
    django.mark(Mark.APPLIED, "shop.0002_invoice");
    assertThat(django.states()).contains("shop.0002_invoice+");
    assertThat(tables()).containsExactly("shop_client");
    django.mark(Mark.PENDING, "shop.0002_invoice");
    assertThat(django.states()).contains("shop.0001_initial+", "shop.0002_invoice-");
    assertThatThrownBy(() -> django.mark(Mark.PENDING, "shop.0003"))
        .hasMessage("\"shop.0003\" is no known migration of Django");
    django.up();
    assertThatThrownBy(() -> django.mark(Mark.PENDING, "shop.0001_initial"))
        .hasMessageContaining("shop.0001_initial only together with shop.0002_invoice");
    django.down(new DownTarget.To("shop.0001_initial"));
    assertThat(tables()).containsExactly("shop_client");
    django.down(new DownTarget.All());
    assertThat(tables()).isEmpty();
    assertThat(django.states()).allMatch(state -> state.endsWith("-"));
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B3: two newest migrations of Django are refused by name")
  void djangoConflict() throws Exception {
    Files.createSymbolicLink(files.folder().resolve("venv"), ToolBox.python().getParent());
    DjangoFiles.write(files);
    DjangoFiles.writeRival(files);
    PresetProject django = project(Preset.DJANGO, Map.of());
    assertThatThrownBy(() -> django.ask(django.commands().heads().orElseThrow()))
        .isInstanceOf(LockkeeperException.class)
        .hasMessageContaining("end in 2 places: shop.0002_invoice, shop.0002_rival");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B3: a failure of Django is not taken for an answer")
  void djangoBroken() throws Exception {
    Files.createSymbolicLink(files.folder().resolve("venv"), ToolBox.python().getParent());
    DjangoFiles.write(files);
    files.write("shop/migrations/0002_invoice.py", "raise ValueError('broken file')\n");
    PresetProject django = project(Preset.DJANGO, Map.of());
    assertThatThrownBy(() -> django.ask(django.commands().heads().orElseThrow()))
        .hasMessageContaining("exit code 1", "ValueError: broken file");
    assertThatThrownBy(django::states)
        .hasMessageContaining("showmigrations", "ValueError: broken file");
  }

  @Test
  @DisplayName("B3: Alembic's commands")
  void alembic() throws Exception {
    Files.createSymbolicLink(files.folder().resolve("venv"), ToolBox.python().getParent());
    AlembicFiles.write(files);
    PresetProject alembic = project(Preset.ALEMBIC, Map.of());
    assertThat(alembic.states()).containsExactly("ae1027a6acf-", "b1957f2d3c04-");
    assertThat(alembic.ask(alembic.commands().heads().orElseThrow()))
        .containsExactly("b1957f2d3c04");
    assertThat(alembic.printedPreview()).contains("CREATE TABLE clients", "CREATE TABLE invoices");
    alembic.upTo("ae1027a6acf");
    assertThat(alembic.states()).containsExactly("ae1027a6acf+", "b1957f2d3c04-");
    assertThat(alembic.printedPreview())
        .contains("CREATE TABLE invoices")
        .doesNotContain("CREATE TABLE clients");
    alembic.up();
    assertThat(tables()).containsExactly("clients", "invoices");
    assertThat(alembic.printedPreview()).isEmpty();
    alembic.down(new DownTarget.Last());
    assertThat(tables()).containsExactly("clients");
    alembic.mark(Mark.APPLIED, "b1957f2d3c04");
    assertThat(alembic.states()).containsExactly("ae1027a6acf+", "b1957f2d3c04+");
    assertThat(tables()).containsExactly("clients");
    alembic.mark(Mark.PENDING, "b1957f2d3c04");
    alembic.up();
    alembic.down(new DownTarget.To("ae1027a6acf"));
    assertThat(tables()).containsExactly("clients");
    alembic.down(new DownTarget.All());
    assertThat(tables()).isEmpty();
    assertThat(alembic.states()).containsExactly("ae1027a6acf-", "b1957f2d3c04-");
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B3: several heads of Alembic are refused by name; a merge settles them")
  void alembicHeads() throws Exception {
    Files.createSymbolicLink(files.folder().resolve("venv"), ToolBox.python().getParent());
    AlembicFiles.write(files);
    AlembicFiles.writeRival(files);
    PresetProject alembic = project(Preset.ALEMBIC, Map.of());
    assertThatThrownBy(() -> alembic.ask(alembic.commands().heads().orElseThrow()))
        .hasMessageContaining("end in 2 places: b1957f2d3c04, c1957f2d3c04")
        .extracting(e -> ((LockkeeperException) e).hint().orElseThrow())
        .asString()
        .contains("alembic merge -m MESSAGE b1957f2d3c04 c1957f2d3c04");
    assertThat(alembic.states())
        .containsExactlyInAnyOrder("ae1027a6acf-", "b1957f2d3c04-", "c1957f2d3c04-");
    AlembicFiles.writeMerge(files);
    alembic.ask(alembic.commands().heads().orElseThrow());
    alembic.up();
    assertThat(alembic.states()).hasSize(4).allMatch(state -> state.endsWith("+"));
  }

  @Test
  @DisplayName("B3: Knex's commands")
  void knex() throws Exception {
    Files.createSymbolicLink(files.folder().resolve("node_modules"), ToolBox.node());
    files
        .write(
            "knexfile.js",
            "module.exports = { client: 'pg', connection: process.env.DATABASE_URL };\n")
        .write("migrations/1_clients.js", knex("clients"))
        .write("migrations/2_invoices.js", knex("invoices"));
    PresetProject knex = project(Preset.KNEX, Map.of());
    assertThat(knex.states()).containsExactly("1_clients.js-", "2_invoices.js-");
    knex.upTo("1_clients.js");
    assertThat(tables()).containsExactly("clients");
    assertThat(knex.states()).containsExactly("1_clients.js+", "2_invoices.js-");
    knex.up();
    knex.down(new DownTarget.Last());
    assertThat(tables()).containsExactly("clients");
    knex.up();
    knex.down(new DownTarget.To("1_clients.js"));
    assertThat(knex.states()).containsExactly("1_clients.js+", "2_invoices.js-");
    assertThat(tables()).containsExactly("clients");
    knex.up();
    knex.down(new DownTarget.All());
    assertThat(tables()).isEmpty();
    knex.down(new DownTarget.All());
    assertThatThrownBy(() -> knex.mark(Mark.APPLIED, "1_clients.js"))
        .hasMessage("Knex has no command that marks migrations");
    assertThatThrownBy(() -> knex.commands().preview(List.of()))
        .hasMessage("Knex has no command that shows the SQL of a migration");
    Files.delete(files.folder().resolve("migrations/1_clients.js"));
    knex.up();
    files.write("migrations/1_clients.js", knex("clients"));
    assertThat(knex.states()).containsExactly("2_invoices.js+", "1_clients.js-");
  }

  private static String knex(String table) {
    return "exports.up = (knex) => knex.schema.createTable('%1$s', (t) => t.increments());\nexports.down = (knex) => knex.schema.dropTable('%1$s');\n"
        .formatted(table);
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B3: node-pg-migrate's commands")
  void nodePgMigrate() throws Exception {
    Files.createSymbolicLink(files.folder().resolve("node_modules"), ToolBox.node());
    files
        .write("migrations/1767225600000_clients.sql", nodePgMigrate("clients"))
        .write("migrations/1767312000000_invoices.sql", nodePgMigrate("invoices"));
    PresetProject tool = project(Preset.NODE_PG_MIGRATE, Map.of());
    assertThat(tool.states()).containsExactly("1767225600000_clients-", "1767312000000_invoices-");
    assertThat(tool.commands().preview(tool.known()))
        .isEqualTo(new Preview.Files(List.of("1767225600000_clients", "1767312000000_invoices")));
    tool.upTo("1767225600000_clients");
    assertThat(tables()).containsExactly("clients");
    files.write(
        "migrations/1767312000000_invoices.js",
        "exports.up = (pgm) => pgm.createTable('invoices', {id: 'id'});\n");
    Files.delete(files.folder().resolve("migrations/1767312000000_invoices.sql"));
    assertThat(tool.printedPreview())
        .contains("CREATE TABLE \"invoices\"")
        .doesNotContain("create table clients");
    tool.up();
    assertThat(tool.states()).containsExactly("1767225600000_clients+", "1767312000000_invoices+");
    tool.down(new DownTarget.Last());
    assertThat(tables()).containsExactly("clients");
    tool.mark(Mark.APPLIED, "1767312000000_invoices");
    assertThat(tool.states()).containsExactly("1767225600000_clients+", "1767312000000_invoices+");
    assertThat(tables()).containsExactly("clients");
    tool.mark(Mark.PENDING, "1767312000000_invoices");
    assertThat(tool.states()).containsExactly("1767225600000_clients+", "1767312000000_invoices-");
    tool.up();
    tool.down(new DownTarget.To("1767225600000_clients"));
    assertThat(tables()).containsExactly("clients");
    tool.up();
    tool.down(new DownTarget.All());
    assertThat(tables()).isEmpty();
  }

  private static String nodePgMigrate(String table) {
    return "-- Up Migration\ncreate table %1$s (id int);\n-- Down Migration\ndrop table %1$s;\n"
        .formatted(table);
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B3: dbmate's commands")
  void dbmate() throws Exception {
    Files.createSymbolicLink(files.folder().resolve("node_modules"), ToolBox.node());
    files
        .write("db/migrations/20260101000000_clients.sql", dbmate("clients"))
        .write("db/migrations/20260102000000_invoices.sql", dbmate("invoices"));
    PresetProject dbmate =
        new PresetProject(
            files, Preset.DBMATE, List.of("node_modules/@dbmate/linux-x64/bin/dbmate"), Map.of());
    assertThat(dbmate.states()).containsExactly("20260101000000-", "20260102000000-");
    assertThat(dbmate.commands().preview(dbmate.known()))
        .isEqualTo(new Preview.Files(List.of("20260101000000", "20260102000000")));
    dbmate.up();
    assertThat(tables()).containsExactly("clients", "invoices");
    dbmate.down(new DownTarget.Last());
    assertThat(tables()).containsExactly("clients");
    assertThat(dbmate.states()).containsExactly("20260101000000+", "20260102000000-");
    dbmate.up();
    dbmate.down(new DownTarget.To("20260101000000"));
    assertThat(tables()).containsExactly("clients");
    dbmate.up();
    dbmate.down(new DownTarget.All());
    assertThat(tables()).isEmpty();
    assertThat(files.folder().resolve("db/schema.sql")).doesNotExist();
    assertThatThrownBy(() -> dbmate.mark(Mark.PENDING, "20260101000000"))
        .hasMessage("dbmate has no command that marks migrations");
    assertThatThrownBy(() -> dbmate.upTo("20260101000000"))
        .hasMessage("dbmate has no command that goes up to a version");
  }

  private static String dbmate(String table) {
    return "-- migrate:up\ncreate table %1$s (id int);\n-- migrate:down\ndrop table %1$s;\n"
        .formatted(table);
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B3: Liquibase's commands")
  void liquibase() throws Exception {
    files.write(
        "changelog.sql",
        "--liquibase formatted sql\n\n--changeset ada:1\ncreate table clients (id int);\n--rollback"
            + " drop table clients;\n\n--changeset bob b:2\ncreate table invoices (id int);\n"
            + "--rollback drop table invoices;\n");
    PresetProject liquibase =
        new PresetProject(
            files,
            Preset.LIQUIBASE,
            List.of(
                java(),
                "-cp",
                ToolBox.jars("liquibase"),
                "liquibase.integration.commandline.LiquibaseCommandLine"),
            Map.of(
                "LIQUIBASE_ANALYTICS_ENABLED",
                "false",
                "LIQUIBASE_COMMAND_CHANGELOG_FILE",
                "changelog.sql"));
    String first = "changelog.sql::1::ada";
    String second = "changelog.sql::2::bob b";
    assertThat(liquibase.states()).containsExactly(first + "-", second + "-");
    liquibase.upTo(first);
    assertThat(tables()).containsExactly("clients");
    assertThat(liquibase.states()).containsExactly(first + "+", second + "-");
    assertThat(liquibase.printedPreview())
        .contains("create table invoices")
        .doesNotContain("create table clients");
    liquibase.up();
    liquibase.down(new DownTarget.Last());
    assertThat(tables()).containsExactly("clients");
    liquibase.mark(Mark.APPLIED, second);
    assertThat(liquibase.states()).containsExactly(first + "+", second + "+");
    assertThat(tables()).containsExactly("clients");
    files.execute("CREATE TABLE invoices (id int)");
    liquibase.down(new DownTarget.To(first));
    assertThat(tables()).containsExactly("clients");
    liquibase.up();
    liquibase.down(new DownTarget.All());
    assertThat(tables()).isEmpty();
    assertThatThrownBy(() -> liquibase.mark(Mark.APPLIED, second))
        .hasMessageContaining(second + " only together with " + first);
    assertThatThrownBy(() -> liquibase.mark(Mark.PENDING, second))
        .hasMessage("Liquibase has no command that marks changesets as pending");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  @DisplayName("B3: Flyway's settings, by its core")
  void flyway() throws Exception {
    files
        .write("sql/V1__clients.sql", "create table clients (id int);")
        .write("sql/V1.1__invoices.sql", "create table invoices (id int);")
        .write("sql/R__names.sql", "create or replace view names as select id from clients;");
    PresetProject flyway =
        new PresetProject(
            files,
            Preset.FLYWAY,
            List.of(
                java(),
                "-cp",
                ToolBox.jars("flyway"),
                Path.of("src/test/tools/FlywayCommand.java").toAbsolutePath().toString(),
                "-locations=filesystem:sql"),
            Map.of("REDGATE_DISABLE_TELEMETRY", "true"));
    assertThat(flyway.states()).containsExactly("1-", "1.1-", "R__names-");
    assertThat(flyway.commands().preview(flyway.known()))
        .isEqualTo(new Preview.Files(List.of("1", "1.1", "R__names")));
    flyway.upTo("1");
    assertThat(tables()).containsExactly("clients");
    assertThat(flyway.states()).containsExactlyInAnyOrder("1+", "1.1-", "R__names+");
    flyway.mark(Mark.APPLIED, "1.1");
    assertThat(flyway.states()).containsExactlyInAnyOrder("1+", "1.1+", "R__names+");
    assertThat(tables()).containsExactly("clients");
    files
        .write("sql/V2__second.sql", "alter table clients add column x int;")
        .write("sql/R__names.sql", "create or replace view names as select id as b from clients;");
    assertThatThrownBy(() -> flyway.mark(Mark.APPLIED, "2"))
        .hasMessageContaining("2 only together with R__names");
    flyway.mark(Mark.APPLIED, "R__names");
    assertThat(flyway.states()).containsExactlyInAnyOrder("1+", "1.1+", "2-", "R__names+");
    flyway.up();
    assertThat(flyway.states()).allMatch(state -> state.endsWith("+"));
    assertThat(files.query("SELECT x FROM clients")).isEmpty();
    assertThatThrownBy(() -> flyway.down(new DownTarget.Last()))
        .hasMessage("Flyway has no way down in its free edition");
  }
}
