package dev.lockkeeper.guard.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionTest {
  @TempDir Path project;

  @ParameterizedTest
  @CsvSource({
    "manage.py, import django, DJANGO, manage.py",
    "alembic.ini, [alembic], ALEMBIC, alembic.ini",
    "pyproject.toml, [tool.alembic], ALEMBIC, pyproject.toml has [tool.alembic]",
    "knexfile.ts, export default {}, KNEX, knexfile.ts",
    "flyway.toml, [flyway], FLYWAY, flyway.toml",
    "liquibase.properties, url, LIQUIBASE, liquibase.properties",
    "db/changelog/db.changelog-master.yaml, databaseChangeLog:, LIQUIBASE, db/changelog/db.changelog-master.yaml",
    "changelog.sql, --liquibase formatted sql, LIQUIBASE, changelog.sql",
    "prisma/schema.prisma, datasource, PRISMA, prisma/schema.prisma",
    "package.json, {\"a\":{\"node-pg-migrate\": \"9\"}}, NODE_PG_MIGRATE, package.json names node-pg-migrate",
    "db/migrations/1_a.sql, -- migrate:up, DBMATE, db/migrations/1_a.sql has -- migrate:up",
  })
  void findsTheToolAndSaysWhy(String file, String text, Preset preset, String reason)
      throws IOException {
    write(file, text);
    assertThat(Detection.look(project)).containsExactly(new Detected(preset, reason));
    assertThat(Detection.one(project)).contains(new Detected(preset, reason));
  }

  @Test
  void findsNothingInOtherProjects() throws IOException {
    write("manage.py", "print('inventory')");
    write("pyproject.toml", "[tool.black]");
    write("package.json", "{\"dependencies\": {\"express\": \"5\"}}");
    write("changelog.yaml", "releases: []");
    write("db/migrations/1_a.up.sql", "CREATE TABLE a ();");
    Files.createDirectories(project.resolve("alembic.ini"));
    assertThat(Detection.look(project)).isEmpty();
    assertThat(Detection.one(project)).isEmpty();
    assertThat(Detection.look(project.resolve("nowhere"))).isEmpty();
  }

  @Test
  void namesAllAndChoosesNone() throws IOException {
    write("manage.py", "import django");
    write("knexfile.js", "");
    write("alembic.ini", "");
    write("pyproject.toml", "[tool.alembic]");
    assertThatThrownBy(() -> Detection.one(project))
        .isInstanceOf(LockkeeperException.class)
        .hasMessage(
            "the project has the files of several tools: Django (manage.py), Alembic (alembic.ini),"
                + " Knex (knexfile.js)");
  }

  @Test
  void takesTheProgramsOfTheProject() throws IOException {
    assertThat(Preset.DJANGO.program(project)).containsExactly("python3", "-m", "django");
    assertThat(Preset.KNEX.program(project)).containsExactly("npx", "--no-install", "knex");
    write("manage.py", "");
    for (String name :
        new String[] {".venv/bin/python", ".venv/bin/alembic", "node_modules/.bin/knex"}) {
      write(name, "");
      assertThat(project.resolve(name).toFile().setExecutable(true)).isTrue();
    }
    assertThat(Preset.DJANGO.program(project)).containsExactly(".venv/bin/python", "manage.py");
    assertThat(Preset.ALEMBIC.program(project)).containsExactly(".venv/bin/alembic");
    assertThat(Preset.KNEX.program(project)).containsExactly("node_modules/.bin/knex");
    assertThat(Preset.DBMATE.program(project)).containsExactly("dbmate");
    assertThat(Preset.COMMAND.program(project)).isEmpty();
  }

  private void write(String name, String text) throws IOException {
    Path file = project.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }
}
