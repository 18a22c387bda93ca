package dev.lockkeeper.guard.child;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.IoReason;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.File;
import java.io.IOException;
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

  private final Process process;
  private final ProcessTree tree;
  private final OutputTail tail = new OutputTail();
  private final List<OutputPump> pumps;
  private final long started = System.nanoTime();
  private final Thread hook = new Thread(this::endWithUs, "child-end");
  private volatile boolean goingDown;

  private Child(
      Process process, String runId, OutputMask mask, OutputStream out, OutputStream error) {
    this.process = process;
    this.tree = new ProcessTree(process.toHandle(), ChildEnvironment.RUN_ID + "=" + runId);
    this.pumps =
        List.of(
            OutputPump.start(process.getInputStream(), out, tail, mask, "child-output"),
            OutputPump.start(process.getErrorStream(), error, tail, mask, "child-error"));
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
    ProcessBuilder builder =
        new ProcessBuilder(command.startable(environment.variables()))
            .directory(command.folder().toFile())
            .redirectInput(new File("/dev/null"));
    builder.environment().clear();
    builder.environment().putAll(environment.variables());
    try {
      Child child = new Child(builder.start(), environment.runId(), mask, out, error);
      child.endBeforeUs();
      return child;
    } catch (IOException e) {
      throw LockkeeperException.because(
              ErrorCode.CHILD_NOT_FOUND,
              command.program() + " could not be started: " + IoReason.of(e))
          .hint("Try to start it by hand, in " + command.folder() + ".")
          .cause(e)
          .build();
    }
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
      while (wish == Wish.NONE && !process.waitFor(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
        wish = wish(limits, stopRequested);
        if (++ticks % TICKS_BETWEEN_LOOKS == 0) {
          tree.look();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      wish = Wish.STOP;
    }
    boolean ended = wish == Wish.NONE || tree.end(limits.grace());
    Duration duration = Duration.ofNanos(System.nanoTime() - started);
    List<String> survivors = List.of();
    if (wish == Wish.NONE) {
      survivors = tree.awaitEnd(OWN_END).stream().map(ProcessTree::name).toList();
      tree.end(limits.grace());
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
        tail.text(),
        survivors);
  }

  /** Ends the program if it is still there. */
  @Override
  public void close() {
    tree.end(ChildLimits.GRACE);
    pumps.forEach(OutputPump::finish);
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
    while (ended && process.isAlive()) {
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
  }

  /**
   * Waits until the output is passed on, for as long as its reader takes, as any program does; but
   * not when all shall come to an end.
   */
  private void finishOutput(Wish wish, BooleanSupplier stopRequested) {
    pumps.forEach(OutputPump::finish);
    boolean interrupted = Thread.interrupted();
    long left = LAST_OUTPUT.toMillis();
    while (left > 0 && pumps.stream().anyMatch(OutputPump::isCarrying)) {
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
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      close();
      throw LockkeeperException.because(
              ErrorCode.INTERRUPTED, "the run was interrupted while its program started")
          .hint("Run the command again.")
          .cause(e)
          .build();
    }
  }

  private void endWithUs() {
    goingDown = true;
    tree.end(ChildLimits.GRACE);
  }

  private void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // We are going down; the hook finds nothing more to do.
    }
  }
}
