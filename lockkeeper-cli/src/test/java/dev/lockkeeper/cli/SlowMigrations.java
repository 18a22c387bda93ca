package dev.lockkeeper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Three migrations behind the first one of a {@link ToolKit}, each in one transaction where the
 * tool has such. They take a while, and leave something else if one of them runs twice.
 */
final class SlowMigrations {
  private static final List<List<String>> SCRIPTS =
      List.of(
          List.of(
              "CREATE TABLE counters (n int)",
              "INSERT INTO counters VALUES (1)",
              "SELECT pg_sleep(0.3)"),
          List.of(
              "UPDATE counters SET n = n + 1",
              "SELECT pg_sleep(0.3)",
              "ALTER TABLE counters ADD COLUMN m int DEFAULT 5"),
          List.of(
              "CREATE INDEX clients_name ON clients (name)",
              "SELECT pg_sleep(0.1)",
              "INSERT INTO counters VALUES (7)"));

  /** What {@link #STATE} gives when each of them ran once. */
  static final List<String> ONCE = List.of("2|5|t", "7|5|t");

  static final String STATE =
      "SELECT n, m, (SELECT indisvalid FROM pg_index WHERE indexrelid ="
          + " 'clients_name'::regclass) FROM counters ORDER BY n";

  private SlowMigrations() {}

  /** Puts them in the place of the kit's second migration. */
  static void writeTo(Path folder, ToolKit kit) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    for (int i = 0; i < SCRIPTS.size(); i++) {
      files.put(file(kit, i + 2), text(kit, i + 2, SCRIPTS.get(i)));
    }
    if (kit == ToolKit.LIQUIBASE) {
      files.replaceAll((name, last) -> liquibase());
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  private static String file(ToolKit kit, int number) {
    String name = number == 2 ? "index" : "slow";
    return switch (kit) {
      case DJANGO -> "shop/migrations/000" + number + "_" + name + ".py";
      case ALEMBIC, ALEMBIC_ON_PSYCOPG_3 -> "scripts/versions/" + number + ".py";
      case KNEX -> "migrations/2026010" + number + "000000_" + name + ".js";
      case NODE_PG_MIGRATE ->
          "migrations/" + (1767225600000L + (number - 1) * 86400000L) + "_" + name + ".js";
      case DBMATE -> "db/migrations/2026010" + number + "000000_" + name + ".sql";
      case FLYWAY -> "sql/V" + number + "__" + name + ".sql";
      case LIQUIBASE -> "changelog.sql";
      case PRISMA -> "prisma/migrations/2026010" + number + "000000_" + name + "/migration.sql";
    };
  }

  private static String text(ToolKit kit, int number, List<String> script) {
    return switch (kit) {
      case DJANGO ->
          "from django.db import migrations\nclass Migration(migrations.Migration):\n"
              + "    dependencies = [('shop', '000"
              + (number - 1)
              + (number == 2 ? "_initial" : number == 3 ? "_index" : "_slow")
              + "')]\n    operations = ["
              + calls(script, "migrations.RunSQL(\"", "\")", ", ")
              + "]\n";
      case ALEMBIC, ALEMBIC_ON_PSYCOPG_3 ->
          "from alembic import op\nrevision = '"
              + revision(number)
              + "'\ndown_revision = '"
              + revision(number - 1)
              + "'\ndef upgrade():\n"
              + calls(script, "    op.execute(\"", "\")", "\n")
              + "\n";
      case KNEX ->
          "exports.up = async (knex) => { "
              + calls(script, "await knex.raw(\"", "\");", " ")
              + " };\nexports.down = async () => {};\n";
      case NODE_PG_MIGRATE ->
          "exports.up = (pgm) => { "
              + calls(script, "pgm.sql(\"", "\");", " ")
              + " };\nexports.down = () => {};\n";
      case DBMATE -> "-- migrate:up\n" + sql(script) + "-- migrate:down\n";
      case FLYWAY, PRISMA -> sql(script);
      case LIQUIBASE -> "";
    };
  }

  private static String revision(int number) {
    return number == 1 ? ToolKit.ALEMBIC.first() : "b1957f2d3c0" + number;
  }

  private static String liquibase() {
    StringBuilder all =
        new StringBuilder(
            "--liquibase formatted sql\n\n--changeset ada:1\nCREATE TABLE clients (id int PRIMARY"
                + " KEY, name text);\n");
    for (int i = 0; i < SCRIPTS.size(); i++) {
      all.append("\n--changeset bob:").append(i + 2).append('\n').append(sql(SCRIPTS.get(i)));
    }
    return all.toString();
  }

  private static String sql(List<String> script) {
    return calls(script, "", ";\n", "");
  }

  private static String calls(List<String> script, String before, String after, String between) {
    return script.stream()
        .map(statement -> before + statement + after)
        .collect(Collectors.joining(between));
  }

  /** What the tool's history has of them, and of the first one, in any order. */
  static String history(ToolKit kit) {
    return switch (kit) {
      case DJANGO -> "SELECT name FROM django_migrations WHERE app = 'shop'";
      case ALEMBIC, ALEMBIC_ON_PSYCOPG_3 -> "SELECT version_num FROM alembic_version";
      case KNEX -> "SELECT name FROM knex_migrations";
      case NODE_PG_MIGRATE -> "SELECT name FROM pgmigrations";
      case DBMATE -> "SELECT version FROM schema_migrations";
      case FLYWAY -> "SELECT version FROM flyway_schema_history WHERE success";
      case LIQUIBASE -> "SELECT id FROM databasechangelog";
      case PRISMA -> "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL";
    };
  }
}
