package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.testing.StatementLog;
import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real tools, unchanged, under the lock: what they do, what is on record, and what stays secret.
 */
class RunToolsIT {
  private static final boolean FULL = "full".equals(System.getProperty("suites"));
  private static final int RUNNERS = FULL ? 64 : 6;

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("recorded")
  @DisplayName("A1, B3, B4, C9, D4: every statement on record, no secret anywhere")
  void onRecord(ToolKit kit) throws Exception {
    RunProject project = project(kit);
    RunProject.Answer first;
    try (SecretHunt hunt = new SecretHunt(TempPostgres.SCRAM_PASSWORD)) {
      first = project.run(kit.up());
      assertThat(first.exit()).as(first.text()).isZero();
      assertThat(hunt.found()).isEmpty();
      assertThat(hunt.seen()).isPositive();
    }
    assertThat(first.text()).doesNotContain(TempPostgres.SCRAM_PASSWORD);
    assertThat(project.ledger()).doesNotContain(TempPostgres.SCRAM_PASSWORD);
    assertIndexThere(project);
    assertThat(events(project)).contains(kit.first() + "|applied", kit.second() + "|applied");

    RunProject.Answer second = project.run(kit.up());
    assertThat(second.exit()).as(second.text()).isZero();
    assertThat(second.text()).contains("Nothing to do: the database was not changed.");
    assertThat(project.query("SELECT outcome FROM lockkeeper.run ORDER BY started_at"))
        .containsExactly("succeeded", "nothing-to-do");
    assertSameAsTheLog(project);
    assertLocks(project, kit);
  }

  private static void assertIndexThere(RunProject project) throws SQLException {
    assertThat(
            project.query(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'clients_name'::regclass"))
        .containsExactly("t");
  }

  private static List<String> events(RunProject project) throws SQLException {
    return project.query("SELECT version, kind FROM lockkeeper.event ORDER BY id");
  }

  /** Each session of each run against what the server itself says. */
  private static void assertSameAsTheLog(RunProject project) throws SQLException {
    String log = project.serverLog();
    Lockkeeper lockkeeper =
        Lockkeeper.builder()
            .address(project.server().address(project.database()))
            .folder(project.folder().toString())
            .build();
    for (String run : project.query("SELECT id FROM lockkeeper.run")) {
      Map<Integer, List<StatementRecord>> sessions =
          lockkeeper.statements(run).stream()
              .collect(
                  Collectors.groupingBy(
                      StatementRecord::backendPid, TreeMap::new, Collectors.toList()));
      for (String pid :
          project.query("SELECT pid FROM lockkeeper.backend WHERE run_id = '" + run + "'")) {
        StatementLog.assertSame(
            log, Integer.parseInt(pid), sessions.getOrDefault(Integer.parseInt(pid), List.of()));
      }
    }
  }

  /** Locks of transactions were read, and those of the rest looked at. */
  private static void assertLocks(RunProject project, ToolKit kit) throws SQLException {
    assertThat(
            project.query(
                "SELECT count(*) > 0 FROM lockkeeper.statement WHERE in_transaction AND NOT sampled"
                    + " AND locks <> '{}'"))
        .containsExactly(kit.opensTransactions() ? "t" : "f");
    assertThat(
            project.query(
                "SELECT DISTINCT sampled, in_transaction FROM lockkeeper.statement WHERE body LIKE"
                    + " '%CONCURRENTLY%'"))
        .isSubsetOf("t|f");
  }

  @ParameterizedTest
  @MethodSource("commanded")
  @DisplayName("B3, C25, C26, C28, C29, D1: up, status, plan, down and mark are the tool's own")
  void ownCommands(ToolKit kit) throws Exception {
    RunProject project = project(kit);
    assertThat(project.lockkeeper(3, "status", "--check")).contains("pending   " + kit.first());
    assertThat(project.lockkeeper(0, "plan")).contains("up " + kit.second());
    assertThat(project.lockkeeper(0, "up")).contains("Applied");
    assertThat(project.lockkeeper(0, "status", "--check")).contains("applied   " + kit.second());
    assertThat(project.lockkeeper(0, "plan")).contains("Nothing to do");
    assertIndexThere(project);
  }

  @ParameterizedTest
  @MethodSource("raced")
  @DisplayName("B3: many at once on an empty database all end well, and each migration runs once")
  void manyAtOnce(ToolKit kit) throws Exception {
    RunProject project = project(kit);
    ExecutorService threads = Executors.newFixedThreadPool(RUNNERS);
    List<CompletableFuture<RunProject.Answer>> runs =
        IntStream.range(0, RUNNERS)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> project.run(kit.up()), threads))
            .toList();
    assertThat(runs)
        .allSatisfy(run -> assertThat(run.join().exit()).as(run.join().text()).isZero());
    threads.shutdown();
    assertThat(project.query("SELECT outcome, count(*) FROM lockkeeper.run GROUP BY 1 ORDER BY 1"))
        .containsExactly("nothing-to-do|" + (RUNNERS - 1), "succeeded|1");
    assertIndexThere(project);
    assertSameAsTheLog(project);
  }

  /** All tools with {@code -Dsuites=full}; else all but Prisma, which is slow. */
  private static Set<ToolKit> recorded() {
    return FULL ? EnumSet.allOf(ToolKit.class) : EnumSet.complementOf(EnumSet.of(ToolKit.PRISMA));
  }

  /** All tools with {@code -Dsuites=full}; else those that have no test of their commands. */
  private static Set<ToolKit> commanded() {
    return FULL
        ? EnumSet.allOf(ToolKit.class)
        : EnumSet.of(ToolKit.NODE_PG_MIGRATE, ToolKit.DBMATE);
  }

  /** All tools with {@code -Dsuites=full}; else those that start quickly. */
  private static Set<ToolKit> raced() {
    return FULL
        ? EnumSet.allOf(ToolKit.class)
        : EnumSet.of(ToolKit.ALEMBIC, ToolKit.KNEX, ToolKit.DBMATE);
  }

  private RunProject project(ToolKit kit) throws IOException {
    return new RunProject(folder.toRealPath(), kit);
  }
}
