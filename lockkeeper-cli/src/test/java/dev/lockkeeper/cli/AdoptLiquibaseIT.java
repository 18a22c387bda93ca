package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Histories that Liquibase has written are taken over, with its checksums where they are known. */
@EnabledIfSystemProperty(named = "suites", matches = "full")
class AdoptLiquibaseIT {
  private static final String FIRST = "CREATE TABLE clients (id int PRIMARY KEY);\n";
  private static final String SECOND = "ALTER TABLE clients ADD COLUMN näme text DEFAULT 'a;b';\n";

  /** Changesets whose checksum is computed as Liquibase does it. */
  private static final String COMPARED =
      "--liquibase formatted sql\n\n--changeset ada:simple\n"
          + FIRST
          + "--rollback DROP TABLE clients;\n\n--changeset ada:comments\n"
          + "--comment: why it is so\n-- a comment /* and more */\n"
          + SECOND
          + "/* a block\n of two lines */\n--rollback ALTER TABLE clients DROP COLUMN näme;\n\n"
          + "--changeset ada:several\nCREATE TABLE b (id int);  \n\n\tINSERT INTO b VALUES (1);\n"
          + "INSERT INTO b\nVALUES\n(2); -- two\n/* liquibase rollback\nDROP TABLE b;\n*/\n\n"
          + "--changeset ada:whole splitStatements:false stripComments:false\n"
          + "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  -- inside\n"
          + "  RETURN 1;\nEND $$;\n--rollback DROP FUNCTION f();\n\n"
          + "--changeset \"bob b\":\"alone a\" runInTransaction:false dbms:postgresql\n"
          + "CREATE INDEX CONCURRENTLY i ON b (id)\n--rollback DROP INDEX CONCURRENTLY i;\n\n";

  /** Changesets that Lockkeeper does not run, or whose checksum others replace. */
  private static final String OPAQUE =
      "--changeset ada:delimiter endDelimiter:/\nSELECT 1\n/\nSELECT 2\n/\n\n"
          + "--changeset ada:asked\n--preconditions onFail:MARK_RAN\n"
          + "--precondition-sql-check expectedResult:0 SELECT 0\nSELECT 3;\n\n"
          + "--changeset ada:valid\n--validCheckSum: ANY\nSELECT 4;\n";

  @TempDir Path folder;
  private ForeignProject project;

  @BeforeEach
  void project() throws IOException {
    project = new ForeignProject(folder.toRealPath());
  }

  private void update(String changelog) throws IOException {
    project.tool(
        Map.of("LIQUIBASE_ANALYTICS_ENABLED", "false"),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        ToolBox.jars("liquibase"),
        "liquibase.integration.commandline.LiquibaseCommandLine",
        "--search-path=" + project.folder(),
        "--changelog-file=" + changelog,
        "--url=" + project.jdbcUrl(),
        "--username=postgres",
        "update");
  }

  @Test
  @DisplayName("B9: a history of Liquibase, unless its lock is held")
  void liquibase() throws Exception {
    project.write(
        "changelog.sql",
        "--liquibase formatted sql\n\n--changeset ada:1\n"
            + FIRST
            + "--rollback DROP TABLE clients;\n\n--changeset bob:name\n"
            + SECOND);
    update("changelog.sql");
    project.execute(
        "UPDATE databasechangeloglock SET locked = true, lockedby = 'deploy-7', lockgranted ="
            + " '2026-01-01'");
    assertThat(project.lockkeeper(4, "adopt"))
        .contains("held by deploy-7 since 2026-01-01", "liquibase release-locks");
    project.execute("UPDATE databasechangeloglock SET locked = false");
    assertThat(project.lockkeeper(0, "adopt")).contains("Adopted 2 migrations of Liquibase");
    assertThat(project.adopted())
        .isEqualTo(
            project.query(
                "SELECT filename || '::' || id || '::' || author || ' liquibase ' ||"
                    + " to_char(dateexecuted, 'YYYY-MM-DD HH24:MI:SS.US') FROM databasechangelog"
                    + " ORDER BY orderexecuted"));
    project.goesOnWithoutFiles("changelog.sql::name::bob", "liquibase");
  }

  @Test
  @DisplayName("B9: changesets of formatted SQL are compared by Liquibase's own checksum")
  void checksums() throws Exception {
    project.write("lb/changelog.sql", COMPARED + OPAQUE);
    update("lb/changelog.sql");
    String recorded =
        project.query("SELECT md5sum FROM databasechangelog WHERE id = 'several'").get(0);
    project.write("lb/changelog.sql", (COMPARED + OPAQUE).replace("-- two", "-- three"));
    assertThat(project.lockkeeper(3, "--dir", "lb", "adopt"))
        .contains(
            "changelog.sql::several::ada in lb/changelog.sql has the checksum 9:",
            "databasechangelog has " + recorded);
    assertThat(project.query("SELECT to_regnamespace('lockkeeper')")).containsExactly("null");
    project.write("lb/changelog.sql", (COMPARED + OPAQUE).replace("\n", "\r\n"));
    List<String> lines = project.lockkeeper(0, "--dir", "lb", "adopt").lines().toList();
    assertThat(lines).hasSize(9).last().asString().contains("Adopted 8 migrations of Liquibase");
    assertThat(lines.subList(0, 5)).noneMatch(line -> line.contains("not compared"));
    assertThat(lines.subList(5, 8)).allMatch(line -> line.endsWith("  checksum not compared"));
    project.write(
        "lb/changelog.sql",
        (COMPARED + OPAQUE).replace("\n", "\r\n")
            + "\n--changeset ada:9\nCREATE TABLE invoices (id int);\n");
    project.goesOnWithFiles("lb", "changelog.sql::9::ada");
  }

  @Test
  @DisplayName("B8: up and down with the file give what Liquibase makes of it")
  void sameSchema() throws Exception {
    project.write("lb/changelog.sql", COMPARED);
    update("lb/changelog.sql");
    List<String> theirs = project.schema();
    project.execute("DROP SCHEMA public CASCADE", "CREATE SCHEMA public");
    assertThat(project.lockkeeper(0, "--dir", "lb", "up")).contains("Applied 5 migrations");
    assertThat(project.schema())
        .isEqualTo(theirs.stream().filter(line -> !line.contains("databasechangelog")).toList());
    assertThat(project.lockkeeper(0, "--dir", "lb", "down")).contains("Undid 5 migrations");
    assertThat(project.schema()).isEmpty();
  }
}
