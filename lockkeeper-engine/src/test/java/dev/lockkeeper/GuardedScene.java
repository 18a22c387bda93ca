package dev.lockkeeper;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.foreign.Lineage;
import dev.lockkeeper.guarded.GuardRequest;
import dev.lockkeeper.guarded.GuardedEnd;
import dev.lockkeeper.guarded.GuardedWork;
import dev.lockkeeper.ledger.StatementRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests of other programs' work under the lock share. */
abstract class GuardedScene {
  static final GuardedEnd CHANGED = new GuardedEnd(true, Optional.empty());
  static final GuardedEnd UNCHANGED = new GuardedEnd(false, Optional.empty());
  static final GuardRequest REQUEST =
      new GuardRequest(
          "run",
          List.of("tool", "migrate"),
          Optional.empty(),
          Optional.empty(),
          Lineage.UNKNOWN,
          "a reason",
          false);

  @TempDir Path folder;
  Scene scene;

  @BeforeEach
  void scene() {
    scene = new Scene(folder);
  }

  GuardReport guard(GuardedWork work) {
    return scene.lockkeeper().guard(REQUEST, work);
  }

  LockkeeperException failure(GuardedWork work) {
    return Scene.failure(() -> guard(work).run());
  }

  static StatementRecord statement(long number, String text) {
    return new StatementRecord(
        number,
        1,
        4711,
        Instant.ofEpochSecond(1_790_000_000, 123_000),
        "SELECT",
        text,
        Duration.ofNanos(1_500_000),
        number % 2 == 0 ? Optional.of(number) : Optional.empty(),
        false,
        number % 3 == 0 ? Optional.of("42P01") : Optional.empty(),
        number % 3 == 0 ? Optional.of("no") : Optional.empty(),
        number % 5 == 0
            ? List.of("AccessShareLock on public.\"a,b\"", "RowExclusiveLock on t")
            : List.of(),
        true,
        2,
        Duration.ofMillis(7));
  }
}
