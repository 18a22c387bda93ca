package dev.lockkeeper.guard.child;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A program that serves us while we work, such as a proxy. Unlike a {@link Child} it is not ended
 * at once when a signal ends us: a run that is stopped still has to cancel and to record, and needs
 * it for that. Thread-safe.
 */
public final class Sidecar implements AutoCloseable {
  /** A command has eight seconds to stop; platforms follow with SIGKILL after ten. */
  private static final Duration LATEST_END = Duration.ofMillis(8_500);

  private static final Duration SHORT_GRACE = Duration.ofMillis(500);
  private static final Duration LAST_OUTPUT = Duration.ofSeconds(1);
  private static final long NAP_MILLIS = 2;

  private final Launched program;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::endWithUs, "child-end");

  private Sidecar(Launched program) {
    this.program = program;
  }

  /**
   * Starts a program.
   *
   * @param out gets what it prints, secrets masked; written to by threads of ours, and not closed
   * @throws LockkeeperException with {@link ErrorCode#CHILD_NOT_FOUND} if the system refuses
   */
  public static Sidecar start(
      ChildCommand command, ChildEnvironment environment, OutputMask mask, OutputStream out) {
    Sidecar sidecar = new Sidecar(Launched.start(command, environment, mask, out, out));
    try {
      Runtime.getRuntime().addShutdownHook(sidecar.hook);
    } catch (IllegalStateException e) {
      sidecar.close();
      throw LockkeeperException.because(
              ErrorCode.INTERRUPTED, "interrupted while " + command.program() + " started")
          .databaseState("Nothing was changed.")
          .hint("Run the command again.")
          .cause(e)
          .build();
    }
    return sidecar;
  }

  /** Whether the program itself has not ended. */
  public boolean isRunning() {
    return program.process().isAlive();
  }

  /** How the program ended; empty while it runs. */
  public OptionalInt exitCode() {
    return isRunning() ? OptionalInt.empty() : OptionalInt.of(program.process().exitValue());
  }

  /**
   * Whether it is this program, or one that it has started, that accepts connections to a port of
   * 127.0.0.1. Where the system does not tell who does, the answer is yes.
   */
  public boolean listensOn(int port) {
    return Listeners.on(port).map(found -> found.areOf(program.tree().running())).orElse(true);
  }

  /** The last 16 KiB of its output, secrets masked; all of it, once the program has ended. */
  public String lastOutput() {
    if (!isRunning()) {
      program.finishOutput();
      long left = LAST_OUTPUT.toMillis();
      while (left > 0 && program.isCarrying()) {
        left -= NAP_MILLIS;
        nap();
      }
    }
    return program.tail().text();
  }

  /** Ends the program and all that it has started: with SIGTERM, after the grace with SIGKILL. */
  @Override
  public void close() {
    program.tree().end(ChildLimits.GRACE);
    program.finishOutput();
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // We are going down; the hook sees that there is nothing to do.
    }
  }

  private void endWithUs() {
    try {
      if (!closed.await(LATEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
        program.tree().end(SHORT_GRACE);
      }
    } catch (InterruptedException e) {
      program.tree().end(SHORT_GRACE);
    }
  }

  private static void nap() {
    try {
      Thread.sleep(NAP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
