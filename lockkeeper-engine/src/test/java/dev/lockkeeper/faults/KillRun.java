package dev.lockkeeper.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.run.MigrationResult;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.FaultProxy;
import dev.lockkeeper.testing.Moment;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One disturbed run and the run after it. The disturbed one must tell the truth if it can still
 * speak; after a plain {@code up} the database must be as after an undisturbed run.
 */
final class KillRun {
  private final KillLab lab;
  private final KillPoint point;
  private final KillLab.Undisturbed expected;
  private final String database;
  private final FaultProxy proxy;
  private final List<String> reported = new CopyOnWriteArrayList<>();

  private KillRun(KillLab lab, KillPoint point, String database, FaultProxy proxy) {
    this.lab = lab;
    this.point = point;
    this.expected = lab.undisturbed(point.workload());
    this.database = database;
    this.proxy = proxy;
  }

  /**
   * Plays it.
   *
   * @return how the disturbed run ended; null if it ended before the moment came
   */
  static @Nullable Ending play(KillLab lab, KillPoint point, Moment moment) throws Exception {
    String database = lab.newDatabase(point.workload());
    @Nullable Ending ending;
    try (FaultProxy proxy = FaultProxy.to(lab.server().port())) {
      ending = new KillRun(lab, point, database, proxy).play(moment);
    }
    lab.drop(database);
    return ending;
  }

  private @Nullable Ending play(Moment moment) throws Exception {
    Ending ending = point.strike().needsProcess() ? inProcess(moment) : inThread(moment);
    boolean fired = proxy.settle();
    judge(ending);
    finish();
    return fired ? ending : null;
  }

  private Ending inThread(Moment moment) throws Exception {
    proxy.at(
        moment,
        point.strike().reach(),
        switch (point.strike()) {
          case SERVER -> lab.server()::kill9;
          case CUT -> proxy::cut;
          case RESET -> proxy::reset;
          case SWALLOW_REQUESTS, DARK_REQUESTS -> proxy::swallowRequests;
          case SWALLOW_ANSWERS, DARK_ANSWERS -> proxy::swallowAnswers;
          case KILL, STOP_AND_KILL, STOP_AND_CONTINUE ->
              throw new IllegalArgumentException("needs a process");
        });
    Bounded<Ending> run = Bounded.start(() -> up(proxy.address(database), Temper.IMPATIENT));
    if (point.strike() == Strike.SERVER) {
      if (fires(run::hasEnded)) {
        lab.server().restart();
      }
    }
    return run.await();
  }

  private Ending inProcess(Moment moment) throws Exception {
    String url = "postgres://postgres@127.0.0.1:" + proxy.port() + "/" + database;
    try (RunnerProcess runner = RunnerProcess.start(url, expected.folder(), Temper.IMPATIENT)) {
      proxy.at(
          moment,
          point.strike().reach(),
          point.strike() == Strike.KILL ? runner::kill : () -> runner.signal("STOP"));
      runner.awaitReady();
      runner.go();
      if (fires(runner::hasEnded)) {
        whileStopped(runner);
      }
      return runner
          .await()
          .orElseThrow(() -> new AssertionError("the runner's process hangs: " + point));
    }
  }

  /** Waits for the moment; it may not come if the run ends first. */
  private boolean fires(BooleanSupplier ended) throws InterruptedException {
    long deadline = System.nanoTime() + Suite.BOUND.toNanos();
    while (!proxy.awaitFired(20)) {
      if (ended.getAsBoolean() || System.nanoTime() > deadline) {
        return proxy.settle();
      }
    }
    return true;
  }

  private void whileStopped(RunnerProcess runner) throws Exception {
    if (point.strike() == Strike.STOP_AND_KILL) {
      Thread.sleep(200);
      runner.kill();
    } else if (point.strike() == Strike.STOP_AND_CONTINUE) {
      finish();
      runner.signal("CONT");
    }
  }

  /** What the disturbed run says must be true. */
  private void judge(Ending ending) throws SQLException {
    assertThat(ending.kind()).as(ending.text()).isNotEqualTo(Ending.Kind.UNEXPECTED);
    if (ending.kind() == Ending.Kind.SUCCESS) {
      assertUndisturbed();
    }
    if (!point.strike().needsProcess() && !ending.text().contains("Unknown until")) {
      assertThat(applied()).as(ending.text()).containsAll(reported);
      if (ending.text().contains("Read again")) {
        assertThat(applied()).hasSize(reported.size() + point.workload().applied());
      }
    }
  }

  private List<String> applied() throws SQLException {
    return SchemaDump.ledger(lab.server(), database).stream()
        .filter(line -> line.contains(" applied,"))
        .map(line -> line.split(" ", -1)[1])
        .toList();
  }

  /** A plain {@code up} finishes, and nothing tells that anything ever went wrong. */
  private void finish() throws Exception {
    Ending ending = Bounded.start(() -> up(lab.server().address(database), Temper.PLAIN)).await();
    assertThat(ending.kind()).as(ending.text()).isEqualTo(Ending.Kind.SUCCESS);
    assertUndisturbed();
  }

  private void assertUndisturbed() throws SQLException {
    assertThat(SchemaDump.ledger(lab.server(), database))
        .containsExactlyInAnyOrderElementsOf(expected.ledger());
    assertThat(SchemaDump.schema(lab.server(), database))
        .containsExactlyInAnyOrderElementsOf(expected.schema());
  }

  private Ending up(DatabaseAddress address, Temper temper) {
    reported.clear();
    try {
      return Ending.of(
          Lockkeeper.builder()
              .address(address)
              .folder(expected.folder().toString())
              .settings(temper.settings())
              .listener(this::listen)
              .build()
              .up(UpRequest.ALL));
    } catch (RuntimeException e) {
      return Ending.of(e);
    }
  }

  private void listen(RunEvent event) {
    if (event instanceof RunEvent.Finished finished) {
      finished.report().migrations().stream().map(MigrationResult::version).forEach(reported::add);
    }
  }
}
