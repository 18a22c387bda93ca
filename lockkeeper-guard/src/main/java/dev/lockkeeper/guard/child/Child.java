package dev.lockkeeper.guard.child;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A program that runs under our eyes. It reads nothing, and where possible it has no terminal to
 * ask on either; what it prints is passed on at once, with secrets masked. It does not outlive us,
 * and nothing that it has started outlives it, unless we are ended by SIGKILL.
 *
 * <p>One thread calls {@link #await}; any may call {@link #close}.
 */
public final class Child implements AutoCloseable {
  private static final long TICK_MILLIS = 50;
  private static final int TICKS_BETWEEN_LOOKS = 20;
  private static final Duration OWN_END = Duration.ofMillis(500);
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);
  private static final long PUMP_MILLIS = 2;

  private final Launched program;
  private final long started = System.nanoTime();
  private final Thread hook = new Thread(this::endWithUs, "child-end");
  private volatile boolean goingDown;

  private Child(Launched program) {
    this.program = program;
  }

  /**
   * Starts a program.
   *
   * @param out gets what it prints; written to by a thread of ours, and not closed
   * @param error gets what it prints as errors, likewise; may be the same stream
   * @throws LockkeeperException with {@link ErrorCode#CHILD_NOT_FOUND} if the system refuses
   */
  public static Child start(
      ChildCommand command,
      ChildEnvironment environment,
      OutputMask mask,
      OutputStream out,
      OutputStream error) {
    Child child = new Child(Launched.start(command, environment, mask, out, error));
    child.endBeforeUs();
    return child;
  }

  /**
   * Starts a program even while this process is going down, for what must still be put right. The
   * caller sees to it that it ends soon: by the limits, or by {@code stopRequested} of {@link
   * #await}.
   *
   * @see #start
   */
  public static Child startAtTheEnd(
      ChildCommand command,
      ChildEnvironment environment,
      OutputMask mask,
      OutputStream out,
      OutputStream error) {
    Child child = new Child(Launched.start(command, environment, mask, out, error));
    child.register();
    return child;
  }

  /**
   * Waits until the program has ended and all of its output is passed on. A program that takes too
   * long, or that shall stop, gets SIGTERM, with all its descendants; after the grace, SIGKILL.
   * Descendants that outlive the program by more than a moment are ended likewise; what they print
   * after its end is lost. An interrupt of this thread means stop.
   *
   * @param stopRequested whether somebody wants the program to stop; asked about every 50 ms
   */
  public ChildEnd await(ChildLimits limits, BooleanSupplier stopRequested) {
    Wish wish = Wish.NONE;
    int ticks = 0;
    try {
      while (wish == Wish.NONE && !program.process().waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        wish = wish(limits, stopRequested);
        if (++ticks % TICKS_BETWEEN_LOOKS == 0) {
          program.tree().look();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      wish = Wish.STOP;
    }
    boolean ended = wish == Wish.NONE || program.tree().end(limits.grace());
    Duration duration = Duration.ofNanos(System.nanoTime() - started);
    List<String> survivors = List.of();
    if (wish == Wish.NONE) {
      survivors = program.tree().awaitEnd(OWN_END).stream().map(ProcessTree::name).toList();
      program.tree().end(limits.grace());
    }
    OptionalInt exitCode = exitCode(ended);
    if (wish == Wish.NONE && exitCode.orElse(0) != 0 && isToStop(stopRequested)) {
      // Ctrl-C reaches every process of a terminal, so that the program may have been quicker.
      wish = Wish.STOP;
    }
    finishOutput(wish, stopRequested);
    forget();
    return new ChildEnd(
        exitCode,
        ChildEnd.signal(exitCode),
        wish == Wish.TIME_OUT,
        wish == Wish.STOP,
        duration,
        program.tail().text(),
        survivors);
  }

  /** Ends the program if it is still there. */
  @Override
  public void close() {
    program.tree().end(ChildLimits.GRACE);
    program.finishOutput();
    forget();
  }

  /** Why the program shall end, if it shall. */
  private enum Wish {
    NONE,
    STOP,
    TIME_OUT
  }

  private Wish wish(ChildLimits limits, BooleanSupplier stopRequested) {
    if (isToStop(stopRequested)) {
      return Wish.STOP;
    }
    Duration passed = Duration.ofNanos(System.nanoTime() - started);
    boolean isOver = limits.whole().filter(most -> passed.compareTo(most) >= 0).isPresent();
    return isOver ? Wish.TIME_OUT : Wish.NONE;
  }

  private boolean isToStop(BooleanSupplier stopRequested) {
    return goingDown || stopRequested.getAsBoolean();
  }

  /** The thread that hears of the end may be a little behind the system, but it comes. */
  private OptionalInt exitCode(boolean ended) {
    boolean interrupted = Thread.interrupted();
    while (ended && program.process().isAlive()) {
      try {
        program.process().waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return program.process().isAlive()
        ? OptionalInt.empty()
        : OptionalInt.of(program.process().exitValue());
  }

  /**
   * Waits until the output is passed on, for as long as its reader takes, as any program does; but
   * not when all shall come to an end.
   */
  private void finishOutput(Wish wish, BooleanSupplier stopRequested) {
    program.finishOutput();
    boolean interrupted = Thread.interrupted();
    long left = LAST_OUTPUT.toMillis();
    while (left > 0 && program.isCarrying()) {
      try {
        Thread.sleep(PUMP_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted || wish != Wish.NONE || isToStop(stopRequested)) {
        left -= PUMP_MILLIS;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void endBeforeUs() {
    if (!register()) {
      close();
      throw LockkeeperException.because(
              ErrorCode.INTERRUPTED, "the run was interrupted while its program started")
          .hint("Run the command again.")
          .build();
    }
  }

  /** Whether the program will be ended with us; not if we are going down already. */
  private boolean register() {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private void endWithUs() {
    goingDown = true;
    program.tree().end(ChildLimits.GRACE);
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // We are going down; the hook finds nothing more to do.
    }
  }
}
