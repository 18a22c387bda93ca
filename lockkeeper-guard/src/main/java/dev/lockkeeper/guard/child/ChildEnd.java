package dev.lockkeeper.guard.child;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a program ended. Immutable.
 *
 * @param exitCode what the system says; 128 and the signal's number after a signal; empty if the
 *     program did not even end by force
 * @param signal the signal that ended it, or that it says has ended it
 * @param timedOut whether it was ended because it took too long
 * @param stopped whether it was ended because somebody asked for it
 * @param duration from its start to its end
 * @param lastOutput the last 16 KiB of its output, standard output and error in the order of their
 *     arrival, with secrets masked
 * @param survivors processes that it had started and that had to be ended after it, as {@code name
 *     (id)}
 */
public record ChildEnd(
    OptionalInt exitCode,
    OptionalInt signal,
    boolean timedOut,
    boolean stopped,
    Duration duration,
    String lastOutput,
    List<String> survivors) {
  private static final int SIGNALLED = 128;
  private static final int LAST_SIGNAL = 64;

  public ChildEnd {
    survivors = List.copyOf(survivors);
  }

  /** Whether the program says that all is well, and was let finish. */
  public boolean isSuccess() {
    return exitCode.equals(OptionalInt.of(0)) && !timedOut && !stopped;
  }

  /** The signal behind an exit code, if there is one. */
  static OptionalInt signal(OptionalInt exitCode) {
    int signal = exitCode.orElse(0) - SIGNALLED;
    return signal > 0 && signal <= LAST_SIGNAL ? OptionalInt.of(signal) : OptionalInt.empty();
  }
}
