package dev.lockkeeper.google.secret;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Google's libraries log what they also report, by default to standard error, where a program
 * expects our own lines only.
 */
public final class Quiet {
  /** Held, since the log manager forgets loggers that nobody holds, and their levels with them. */
  private static final List<Logger> LOGGERS =
      List.of(Logger.getLogger("io.grpc"), Logger.getLogger("com.google"));

  private Quiet() {}

  /** From now on, in this process. */
  public static void libraries() {
    LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
  }
}
