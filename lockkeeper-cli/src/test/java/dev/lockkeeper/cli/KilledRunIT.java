package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.testing.StatementLog;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Real tools whose run is killed at some moment, and run again. {@code -Dfaults.seed=…} repeats the
 * choices of an earlier run.
 */
class KilledRunIT {
  private static final boolean FULL = "full".equals(System.getProperty("suites"));
  private static final int TRIES = FULL ? 10 : 1;
  private static final long SEED = Long.getLong("faults.seed", System.nanoTime() % 1_000_000);

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("kits")
  @DisplayName("B26: a run that is killed at any moment, and run again, ends well")
  void killedAndRunAgain(ToolKit kit) throws Exception {
    RunProject undisturbed = project(kit, "undisturbed");
    long begun = System.nanoTime();
    ToolProcess whole = undisturbed.start(kit.up());
    assertThat(whole.exitCode()).as(whole.text()).isZero();
    long usual = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    List<String> history = history(undisturbed, kit);
    SplittableRandom random = new SplittableRandom(SEED + kit.ordinal());
    for (int i = 1; i <= TRIES; i++) {
      long moment = random.nextLong(usual * 19 / 20);
      boolean wholeTree = random.nextBoolean();
      String what =
          "%s, try %d of seed %d: %s killed after %d of %d ms"
              .formatted(kit, i, SEED, wholeTree ? "all" : "Lockkeeper", moment, usual);
      try {
        RunProject project = project(kit, "try" + i);
        kill(project.start(kit.up()), moment, wholeTree);
        again(project, kit);
        assertAppliedOnce(project, kit, history);
        assertNothingLeft(project);
        assertOnRecord(project);
        System.out.println(what + ": " + found(project));
      } catch (AssertionError | Exception e) {
        throw new AssertionError(what, e);
      }
    }
  }

  /** How the runs ended, and what the second one has seen of the first. */
  private static List<String> found(RunProject project) throws SQLException {
    return project.query(
        "SELECT outcome, (SELECT string_agg(body, '; ') FROM lockkeeper.statement WHERE run_id = id"
            + " AND message LIKE 'seen by run %') FROM lockkeeper.run ORDER BY started_at");
  }

  /**
   * All tools with {@code -Dsuites=full} but Prisma, which does not go on behind a migration that
   * it has begun and not finished: somebody has to say with {@code prisma migrate resolve} whether
   * it is applied, and that command needs an engine that npm does not bring.
   */
  private static Set<ToolKit> kits() {
    return FULL
        ? EnumSet.complementOf(EnumSet.of(ToolKit.PRISMA))
        : EnumSet.of(ToolKit.DJANGO, ToolKit.KNEX);
  }

  private RunProject project(ToolKit kit, String name) throws Exception {
    Path home = folder.toRealPath().resolve(name);
    RunProject project = new RunProject(home, kit);
    SlowMigrations.writeTo(home, kit);
    return project;
  }

  private static List<String> history(RunProject project, ToolKit kit) throws SQLException {
    return project.query(SlowMigrations.history(kit) + " ORDER BY 1");
  }

  /** As the system does where memory runs out: one process; or with all that it has started. */
  private static void kill(ToolProcess run, long moment, boolean wholeTree) throws Exception {
    if (run.process().waitFor(moment, TimeUnit.MILLISECONDS)) {
      return;
    }
    List<ProcessHandle> others = run.process().descendants().toList();
    run.process().destroyForcibly().waitFor();
    if (wholeTree) {
      others.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /**
   * Liquibase says by a row that it is at work. Killed, it leaves the row behind and cannot go on;
   * whoever runs it has to free the row, and Lockkeeper says how.
   */
  private static void again(RunProject project, ToolKit kit) {
    RunProject.Answer answer = project.run(kit.up());
    if (kit == ToolKit.LIQUIBASE && answer.exit() != 0) {
      assertThat(answer.text())
          .contains("databasechangeloglock is held by ", "run -- liquibase release-locks`");
      answer = project.run(kit.with("release-locks"));
      assertThat(answer.exit()).as(answer.text()).isZero();
      answer = project.run(kit.up());
    }
    assertThat(answer.exit()).as(answer.text()).isZero();
  }

  private static void assertAppliedOnce(RunProject project, ToolKit kit, List<String> history)
      throws SQLException {
    assertThat(project.query(SlowMigrations.STATE)).isEqualTo(SlowMigrations.ONCE);
    assertThat(history(project, kit)).isEqualTo(history);
  }

  private static void assertNothingLeft(RunProject project) throws SQLException {
    assertThat(
            project.query(
                "SELECT pid, state, query FROM pg_stat_activity JOIN lockkeeper.backend b USING"
                    + " (pid) WHERE b.started_at = backend_start"))
        .isEmpty();
    List<String> outcomes = project.query("SELECT outcome FROM lockkeeper.run ORDER BY started_at");
    String first = outcomes.get(0);
    assertThat(first).isIn("lost", "succeeded");
    assertThat(project.lockkeeper(0, "history")).contains(first);
    assertThat(outcomes.get(outcomes.size() - 1)).isIn("succeeded", "nothing-to-do");
  }

  /** Every session of every run against what the server itself says. */
  private static void assertOnRecord(RunProject project) throws SQLException {
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
      boolean isLost =
          project
              .query("SELECT outcome FROM lockkeeper.run WHERE id = '" + run + "'")
              .contains("lost");
      for (int pid : pids(project, run).toList()) {
        List<StatementRecord> records = sessions.getOrDefault(pid, List.of());
        if (isLost) {
          assertKept(log, pid, records);
        } else {
          StatementLog.assertSame(log, pid, records);
        }
      }
    }
  }

  private static void assertKept(String log, int pid, List<StatementRecord> records) {
    Map<Boolean, List<StatementRecord>> seen =
        records.stream()
            .collect(
                Collectors.partitioningBy(
                    each -> each.message().orElse("").startsWith("seen by run ")));
    StatementLog.assertKept(log, pid, seen.get(false));
    assertThat(seen.get(true)).hasSizeLessThan(2);
    seen.get(true).forEach(last -> StatementLog.assertLast(log, pid, last));
  }

  private static Stream<Integer> pids(RunProject project, String run) throws SQLException {
    return project.query("SELECT pid FROM lockkeeper.backend WHERE run_id = '" + run + "'").stream()
        .map(Integer::valueOf);
  }
}
