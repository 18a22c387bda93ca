package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGTERM while a bulk message waits in its middle: one of its tables waits for an outsider that
 * has made one of the same name and has not committed.
 */
class SigtermInBulkIT {
  private static final int TABLES = 24;
  private static final int BLOCKED = 12;
  private static final String WAITS_IN_BULK =
      "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE"
          + " '%lockkeeper.started%' AND datname = current_database()";
  private static final String OTHERS =
      "SELECT query FROM pg_stat_activity WHERE datname = current_database() AND pid <>"
          + " pg_backend_pid() AND application_name = 'lockkeeper'";

  /** Of this database only: other tests share the server. */
  private static final String LOCKS =
      "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname ="
          + " current_database() AND l.locktype = 'advisory' AND l.granted";

  private final TempPostgres server = TempPostgres.shared();
  private final String database = server.newDatabase();
  private final String url = "postgres://postgres@127.0.0.1:" + server.port() + "/" + database;
  @TempDir Path project;

  @Test
  void keepsWhatIsCommittedAndAPlainUpFinishes() throws Exception {
    Files.writeString(project.resolve("lockkeeper.yaml"), "project: p\nlock-timeout: 60s\n");
    MigrationFolder migrations = new MigrationFolder(project.resolve("migrations"));
    for (int i = 1; i <= TABLES; i++) {
      migrations.file(
          "%d_b.up.sql".formatted(i),
          "CREATE TABLE b%d (id int);\nINSERT INTO b%d VALUES (1);\n".formatted(i, i));
    }
    try (Connection outsider = server.connect(database);
        Statement statement = outsider.createStatement()) {
      outsider.setAutoCommit(false);
      statement.execute("CREATE TABLE b" + BLOCKED + " (id int)");
      ToolProcess tool = ToolProcess.start(project, url, "up", "--allow-existing");
      await(WAITS_IN_BULK, false);

      tool.process().destroy();

      assertThat(tool.exitCode()).as(tool.text()).isEqualTo(143);
      assertThat(tool.text())
          .contains(
              "error: the run was interrupted",
              "11 of 24 migrations of this run are applied and in the ledger",
              "it continues where this one stopped");
      await(OTHERS, true);
      assertThat(rows("SELECT outcome FROM lockkeeper.run")).containsExactly("interrupted");
      assertThat(rows(LOCKS)).isEmpty();
      assertApplied(BLOCKED - 1);
      outsider.rollback();
    }
    ToolProcess again = ToolProcess.start(project, url, "up");
    assertThat(again.exitCode()).as(again.text()).isZero();
    assertApplied(TABLES);
  }

  /** The tables, their rows and the ledger agree: nothing more, nothing less, nothing twice. */
  private void assertApplied(int count) throws Exception {
    List<String> versions =
        IntStream.rangeClosed(1, count).mapToObj(Integer::toString).sorted().toList();
    assertThat(rows("SELECT substr(tablename, 2) FROM pg_tables WHERE tablename ~ '^b\\d+$'"))
        .containsExactlyInAnyOrderElementsOf(versions);
    assertThat(rows("SELECT version FROM lockkeeper.migration WHERE kind = 'applied'"))
        .containsExactlyInAnyOrderElementsOf(versions);
    assertThat(rows("SELECT version FROM lockkeeper.event WHERE kind = 'applied'"))
        .containsExactlyInAnyOrderElementsOf(versions);
    for (String version : versions) {
      assertThat(rows("SELECT id FROM b" + version)).containsExactly("1");
    }
  }

  private void await(String query, boolean empty) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (rows(query).isEmpty() != empty) {
      assertThat(System.nanoTime()).as(query).isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private List<String> rows(String query) throws Exception {
    return ToolProcess.query(server, database, query);
  }
}
