package dev.lockkeeper.cli.report;

import dev.lockkeeper.failure.LockkeeperException;

/** A failure for people: the cause first, then the statement, the state and what to do next. */
final class ErrorText {
  private static final int LONGEST_STATEMENT = 600;

  private ErrorText() {}

  static String of(LockkeeperException failure, Output output) {
    StringBuilder text = new StringBuilder(output.bad("error: ") + failure.getMessage());
    failure
        .place()
        .filter(place -> !text.toString().contains(place.toString()))
        .ifPresent(place -> add(text, "at", place.toString()));
    failure.statement().ifPresent(statement -> add(text, "statement", cut(statement)));
    failure.sqlState().ifPresent(state -> add(text, "SQLSTATE", state));
    failure.databaseState().ifPresent(state -> add(text, "state", state));
    failure.hint().ifPresent(hint -> add(text, "next", hint));
    return text.toString();
  }

  private static void add(StringBuilder text, String label, String value) {
    String indent = "             ";
    text.append("\n  ")
        .append(String.format("%-11s", label + ":"))
        .append(value.strip().replace("\n", "\n" + indent));
  }

  private static String cut(String statement) {
    return statement.length() <= LONGEST_STATEMENT
        ? statement
        : statement.substring(0, LONGEST_STATEMENT) + " …";
  }
}
