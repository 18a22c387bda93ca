package dev.lockkeeper.sql;

import java.util.Locale;

/** Follows standard_conforming_strings through a script, transactions included. Not thread-safe. */
final class StringSyntax {
  private static final String SETTING = "STANDARD_CONFORMING_STRINGS";

  private boolean inTransaction;
  private boolean beforeTransaction = true;
  private boolean session = true;
  private boolean current = true;

  /** Whether a backslash escapes in plain strings. */
  boolean backslashEscapes() {
    return !current;
  }

  /** Takes in a statement that was read. */
  void follow(Tokens tokens) {
    switch (tokens.word(0)) {
      case "SET" -> set(tokens);
      case "RESET" -> {
        if (tokens.isAny(1, "ALL", SETTING)) {
          change(true, false);
        }
      }
      case "DISCARD" -> {
        if (tokens.is(1, "ALL")) {
          change(true, false);
        }
      }
      case "SELECT" -> setConfig(tokens);
      case "BEGIN", "START" -> {
        inTransaction = true;
        beforeTransaction = session;
      }
      case "COMMIT", "END" -> endTransaction(session);
      case "ROLLBACK", "ABORT" -> {
        if (tokens.find(1, "TO") < 0) {
          endTransaction(inTransaction ? beforeTransaction : session);
        }
      }
      default -> {}
    }
  }

  private void set(Tokens tokens) {
    boolean local = tokens.is(1, "LOCAL");
    int name = local || tokens.is(1, "SESSION") ? 2 : 1;
    if (isSetting(tokens, name)) {
      change(isOn(tokens, name + 2), local);
    }
  }

  private void setConfig(Tokens tokens) {
    for (int i = 1; i < tokens.size(); i++) {
      if (tokens.is(i, "SET_CONFIG") && tokens.isSymbol(i + 1, '(') && isSetting(tokens, i + 2)) {
        change(isOn(tokens, i + 4), isOn(tokens, i + 6));
      }
    }
  }

  private void change(boolean value, boolean local) {
    current = value;
    if (!local) {
      session = value;
    }
  }

  private void endTransaction(boolean value) {
    inTransaction = false;
    session = value;
    current = value;
  }

  private static boolean isSetting(Tokens tokens, int index) {
    return switch (tokens.kind(index)) {
      case WORD -> tokens.is(index, SETTING);
      case STRING -> Literals.value(tokens.text(index)).toUpperCase(Locale.ROOT).equals(SETTING);
      case QUOTED_NAME ->
          Literals.name(tokens.text(index)).toUpperCase(Locale.ROOT).equals(SETTING);
      default -> false;
    };
  }

  private static boolean isOn(Tokens tokens, int index) {
    String value = tokens.text(index);
    return tokens.is(index, "DEFAULT")
        || Literals.isTrue(tokens.kind(index) == Kind.STRING ? Literals.value(value) : value);
  }
}
