package dev.lockkeeper.cli.report;

import dev.lockkeeper.failure.Outcome;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much a line matters, in the words of Google Cloud's {@code LogSeverity}. Immutable. */
public enum LogSeverity {
  DEBUG,
  INFO,
  NOTICE,
  WARNING,
  ERROR,
  CRITICAL;

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int SEARCHED = 80;

  /** A word that loggers write in front of a line, in capital letters. */
  private static final Pattern LEVEL =
      Pattern.compile("\\b(DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|CRITICAL|FATAL|PANIC)\\b");

  private static final Pattern TROUBLE =
      Pattern.compile("^(Traceback \\(|[\\w.]*(Error|Exception)\\b|Caused by:|error:)");

  /** Of a wait that has lasted this long. */
  static LogSeverity ofWait(Duration waited) {
    return waited.compareTo(LONG) < 0 ? NOTICE : WARNING;
  }

  /** Of a command that has failed; a half-applied migration waits for a person. */
  static LogSeverity ofFailure(Outcome outcome) {
    return outcome == Outcome.FAILED_PARTIAL ? CRITICAL : ERROR;
  }

  /** Of a line that another program has printed, as far as its beginning tells. */
  static LogSeverity guessed(String line) {
    String head = line.substring(0, Math.min(line.length(), SEARCHED));
    Matcher level = LEVEL.matcher(head);
    if (level.find()) {
      return switch (level.group(1)) {
        case "WARN" -> WARNING;
        case "FATAL", "PANIC" -> CRITICAL;
        default -> valueOf(level.group(1));
      };
    }
    return TROUBLE.matcher(head).find() ? ERROR : INFO;
  }
}
