package dev.lockkeeper.faults;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.run.RunReport;
import java.util.Optional;

/**
 * How a run ended, as far as it could still say.
 *
 * @param kind what it claims
 * @param text the outcome, or the code and message of its failure
 */
record Ending(Kind kind, String text) {

  enum Kind {
    /** It claims that everything is applied. */
    SUCCESS,
    /** It says that the database or the connection was lost. */
    LOST,
    /** It was killed, and says nothing. */
    KILLED,
    /** It ended in a way that no fault explains. */
    UNEXPECTED
  }

  static final Ending SILENT = new Ending(Kind.KILLED, "");

  static Ending of(RunReport report) {
    return new Ending(
        report.outcome().isSuccess() ? Kind.SUCCESS : Kind.UNEXPECTED, report.outcome().id());
  }

  static Ending of(LockkeeperException e) {
    boolean lost = e.code() == ErrorCode.CONNECTION_LOST || e.code() == ErrorCode.UNREACHABLE;
    String state = e.databaseState().map(known -> " / " + known).orElse("");
    return new Ending(
        lost ? Kind.LOST : Kind.UNEXPECTED, (e.code() + ": " + e.getMessage() + state).strip());
  }

  static Ending of(Throwable e) {
    return e instanceof LockkeeperException known
        ? of(known)
        : new Ending(Kind.UNEXPECTED, e.toString());
  }

  /** On one line, in ASCII, so that another process can read it. */
  String line() {
    return kind + " " + text.replaceAll("[^ -~]+", " ");
  }

  static Optional<Ending> parse(String line) {
    int space = line.indexOf(' ');
    for (Kind kind : Kind.values()) {
      if (space > 0 && line.substring(0, space).equals(kind.name())) {
        return Optional.of(new Ending(kind, line.substring(space + 1)));
      }
    }
    return Optional.empty();
  }
}
