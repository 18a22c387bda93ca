package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A history that Prisma has written is taken over, and {@code up} goes on with its folders. */
@EnabledIfSystemProperty(named = "suites", matches = "full")
class AdoptPrismaIT {
  private static final String MIGRATIONS = "prisma/migrations";
  private static final String FIRST = "prisma/migrations/20260101000000_clients/migration.sql";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path folder;
  private ForeignProject project;

  @BeforeEach
  void project() throws IOException {
    project = new ForeignProject(folder.toRealPath());
    ToolKit.PRISMA.writeTo(project.folder());
    Files.delete(project.folder().resolve("lockkeeper.yaml"));
  }

  private Child deploy() throws IOException {
    Map<String, String> variables = new HashMap<>(ToolKit.PRISMA.variables());
    variables.put("DATABASE_URL", project.url());
    return project.start(variables, ToolKit.PRISMA.up().toArray(String[]::new));
  }

  @Test
  @DisplayName("B9: a history of Prisma with its checksums; up goes on with its folders")
  void goesOn() throws Exception {
    Child deploy = deploy();
    assertThat(deploy.waitFor(PATIENCE)).as(deploy.output()).isZero();
    List<String> before = project.rows("_prisma_migrations");
    String text = Files.readString(project.folder().resolve(FIRST));
    project.write(FIRST, text + "-- changed\n");
    assertThat(project.lockkeeper(3, "--dir", MIGRATIONS, "adopt"))
        .contains(
            FIRST,
            project
                .query("SELECT checksum FROM _prisma_migrations ORDER BY started_at LIMIT 1")
                .get(0));
    assertThat(project.query("SELECT to_regnamespace('lockkeeper')")).containsExactly("null");
    project.write(FIRST, text);
    assertThat(project.lockkeeper(0, "--dir", MIGRATIONS, "adopt"))
        .contains("Adopted 2 migrations of Prisma");
    assertThat(project.rows("_prisma_migrations")).isEqualTo(before);
    project.write(
        "prisma/migrations/20260103000000_notes/migration.sql", "CREATE TABLE notes (id int);\n");
    project.goesOnWithFiles(MIGRATIONS, "20260103000000 notes");
  }

  @Test
  @EnabledIfSystemProperty(
      named = "suites",
      matches = "full",
      disabledReason = "Prisma takes seconds for each command; -Dsuites=full runs it")
  @DisplayName("B9: a migration of Prisma that has failed is refused by name")
  void failed() throws Exception {
    project.write("prisma/migrations/20260103000000_bad/migration.sql", "SELECT 1/0;\n");
    Child deploy = deploy();
    assertThat(deploy.waitFor(PATIENCE)).as(deploy.output()).isNotZero();
    assertThat(project.lockkeeper(3, "--dir", MIGRATIONS, "adopt"))
        .contains("20260103000000_bad", "prisma migrate resolve");
    assertThat(project.query("SELECT to_regnamespace('lockkeeper')")).containsExactly("null");
  }

  @Test
  @EnabledIfSystemProperty(
      named = "suites",
      matches = "full",
      disabledReason = "Prisma takes seconds for each command; -Dsuites=full runs it")
  @DisplayName("B9: Prisma at work is named by its own lock")
  void atWork() throws Exception {
    project.write("prisma/migrations/20260103000000_slow/migration.sql", "SELECT pg_sleep(20);\n");
    Child deploy = deploy();
    try {
      project.awaitSleeper();
      assertThat(project.lockkeeper(4, "--dir", MIGRATIONS, "adopt"))
          .contains("Prisma is at work on this database: pid ");
      assertThat(project.query("SELECT to_regnamespace('lockkeeper')")).containsExactly("null");
    } finally {
      deploy.process().destroyForcibly();
    }
  }
}
