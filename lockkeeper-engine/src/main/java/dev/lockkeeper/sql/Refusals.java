package dev.lockkeeper.sql;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Statements that are refused always, because they would take the lock, the encoding or the
 * connection away.
 */
final class Refusals {
  private static final String UNLOCK = "pg_advisory_unlock";
  private static final String TAKE_OUT =
      "Take the statement out: every migration starts with a clean session anyway.";

  private Refusals() {}

  static Optional<Refusal> of(Command command, Tokens tokens) {
    if (command.is("SET TRANSACTION") && asksForReadOnly(tokens)) {
      return Optional.of(
          new Refusal(
              "Lockkeeper writes its ledger row in the same transaction, which so cannot be read"
                  + " only.",
              "Take READ ONLY out; an isolation level may stay."));
    }
    if (command.is("COPY") && copiesOut(tokens)) {
      return Optional.of(
          new Refusal(
              "COPY … TO STDOUT sends rows to the client, and a migration has nobody to read them.",
              "Take the statement out; export rows with psql or pg_dump, and keep a copy in the"
                  + " database with CREATE TABLE … AS."));
    }
    String reason = reason(command, tokens);
    return reason.isEmpty() ? Optional.empty() : Optional.of(new Refusal(reason, TAKE_OUT));
  }

  private static String reason(Command command, Tokens tokens) {
    return switch (command.name()) {
      case "DISCARD ALL" ->
          "DISCARD ALL releases every advisory lock, also the one that guards this run.";
      case "SET" ->
          setsForeignDates(tokens)
              ? "The driver reads dates in ISO style only; DateStyle must keep it."
              : encodingReason(setsForeignEncoding(tokens));
      // what a routine would do is not done when it is made
      case "CREATE FUNCTION", "CREATE PROCEDURE" -> "";
      default -> calls(tokens);
    };
  }

  /** {@code SET TRANSACTION … READ ONLY}, or its variable set to anything but off. */
  private static boolean asksForReadOnly(Tokens tokens) {
    int name = tokens.isAny(1, "SESSION", "LOCAL") ? 2 : 1;
    if (tokens.is(name, "TRANSACTION")) {
      return tokens.find(name, "ONLY") > 0;
    }
    String value = tokens.text(name + 2).toLowerCase(Locale.ROOT).replace("'", "");
    return tokens.is(name, "TRANSACTION_READ_ONLY")
        && !List.of("off", "false", "no", "0", "default").contains(value);
  }

  /** The server takes STDIN here for STDOUT. */
  private static boolean copiesOut(Tokens tokens) {
    int to = tokens.find(1, "TO");
    return to > 0 && tokens.isAny(to + 1, "STDOUT", "STDIN");
  }

  private static String encodingReason(boolean foreign) {
    return foreign ? "Scripts are sent as UTF-8; client_encoding must stay UTF8." : "";
  }

  private static boolean setsForeignEncoding(Tokens tokens) {
    int name = tokens.isAny(1, "SESSION", "LOCAL") ? 2 : 1;
    if (tokens.is(name, "NAMES")) {
      return name + 1 < tokens.size() && isForeign(tokens, name + 1);
    }
    boolean encoding =
        Names.startsAt(tokens, name)
            && Literals.name(tokens.text(name)).equalsIgnoreCase("client_encoding");
    return encoding && isForeign(tokens, name + 2);
  }

  /** Whether it asks for another output style than ISO; the order of day and month is free. */
  private static boolean setsForeignDates(Tokens tokens) {
    int name = tokens.isAny(1, "SESSION", "LOCAL") ? 2 : 1;
    if (!Names.startsAt(tokens, name)
        || !Literals.name(tokens.text(name)).equalsIgnoreCase("datestyle")) {
      return false;
    }
    for (int i = name + 2; i < tokens.size(); i++) {
      String value = tokens.text(i).toLowerCase(Locale.ROOT);
      if (value.contains("sql") || value.contains("postgres") || value.contains("german")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isForeign(Tokens tokens, int value) {
    if (tokens.is(value, "DEFAULT")) {
      return false;
    }
    String text = tokens.text(value);
    String name =
        switch (tokens.kind(value)) {
          case STRING -> Literals.value(text);
          case QUOTED_NAME -> Literals.name(text);
          default -> text;
        };
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return !plain.equals("utf8") && !plain.equals("unicode");
  }

  private static String calls(Tokens tokens) {
    boolean runsStrings = tokens.is(0, "DO");
    for (int i = 0; i < tokens.size(); i++) {
      if (Names.startsAt(tokens, i) && tokens.isSymbol(i + 1, '(')) {
        String reason = call(tokens, i);
        if (!reason.isEmpty()) {
          return reason;
        }
      } else if (runsStrings && tokens.kind(i) == Kind.STRING) {
        String reason = body(Literals.value(tokens.text(i)));
        if (!reason.isEmpty()) {
          return reason;
        }
      }
    }
    return "";
  }

  private static String call(Tokens tokens, int index) {
    String name = Literals.name(tokens.text(index));
    if (name.startsWith(UNLOCK)) {
      return name + " may release the lock that guards this run.";
    }
    boolean encoding =
        name.equals("set_config")
            && tokens.kind(index + 2) == Kind.STRING
            && Literals.value(tokens.text(index + 2)).equalsIgnoreCase("client_encoding");
    return encodingReason(encoding && isForeign(tokens, index + 4));
  }

  /** A DO body is a script of its own, and may hold statements as strings. */
  private static String body(String text) {
    if (!text.toLowerCase(Locale.ROOT).contains(UNLOCK)) {
      return "";
    }
    Tokens tokens = Tokens.of(text, false);
    for (int i = 0; i < tokens.size(); i++) {
      boolean called = Names.startsAt(tokens, i) && tokens.isSymbol(i + 1, '(');
      boolean quoted = tokens.kind(i) == Kind.STRING;
      if ((called || quoted) && tokens.text(i).toLowerCase(Locale.ROOT).contains(UNLOCK)) {
        return UNLOCK + " may release the lock that guards this run.";
      }
    }
    return "";
  }
}
