package dev.lockkeeper.signal;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.run.MigrationResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that others hear of a run. */
sealed interface Signal {
  /** When it is told. */
  Occasion occasion();

  /** The last part of its type's name. */
  String name();

  /** The run has the lock and begins. */
  record Started(int steps) implements Signal {
    @Override
    public Occasion occasion() {
      return Occasion.START;
    }

    @Override
    public String name() {
      return "started";
    }
  }

  /**
   * The run waits for a lock.
   *
   * @param lock {@code run} for the one that keeps runs apart, {@code table} for one of the server
   * @param by who holds it, or what the server says
   */
  record Blocked(String lock, String by, Duration waited, Optional<Duration> limit)
      implements Signal {
    @Override
    public Occasion occasion() {
      return Occasion.BLOCKED;
    }

    @Override
    public String name() {
      return "blocked";
    }
  }

  /** The run has ended. */
  record Finished(
      Outcome outcome,
      int batch,
      List<MigrationResult> migrations,
      long durationMillis,
      Optional<LockkeeperException> failure)
      implements Signal {
    public Finished {
      migrations = List.copyOf(migrations);
    }

    @Override
    public Occasion occasion() {
      if (outcome == Outcome.NOTHING_TO_DO) {
        return Occasion.NOTHING_TO_DO;
      }
      return outcome.isSuccess() ? Occasion.SUCCESS : Occasion.FAILURE;
    }

    @Override
    public String name() {
      return "finished";
    }
  }
}
