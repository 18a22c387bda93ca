package dev.lockkeeper.sql;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells whether a statement does what a rollback does not undo, as far as its text tells. It reads
 * inside of strings as well, since they may be run as SQL, and takes comments for blanks. What a
 * function does that is in the database already is not known. Thread-safe.
 */
public final class LastingEffects {
  /** Manual, "System Administration Functions", "Sequence Manipulation Functions" and others. */
  private static final Pattern FUNCTIONS =
      Pattern.compile(
          "setval|dblink\\w*|lo_export|pg_terminate_backend|pg_cancel_backend|pg_file_\\w+"
              + "|pg_\\w+_replication_slot|pg_replication_slot_advance"
              + "|pg_replication_origin_advance|pg_logical_slot_get_(binary_)?changes"
              + "|pg_logical_emit_message|pg_create_restore_point|pg_stat_reset\\w*"
              + "|pg_stat_statements_reset|pg_backup_(start|stop)|pg_(start|stop)_backup"
              + "|pg_wal_replay_(pause|resume)|pg_switch_wal|pg_reload_conf|pg_rotate_logfile"
              + "|pg_promote");

  private static final Pattern JOINT = Pattern.compile("'[ \\t\\f]*[\\r\\n]\\s*'");
  private static final String FILE_COPY =
      "COPY with a file or a program of the server is not undone by a rollback";

  /** How deep strings may stand in each other. */
  private static final int DEEPEST = 8;

  private final boolean hasBody;
  private final boolean backslashEscapes;

  private LastingEffects(boolean hasBody, boolean backslashEscapes) {
    this.hasBody = hasBody;
    this.backslashEscapes = backslashEscapes;
  }

  /** Why a rollback would not undo it, as a sentence without its end; empty if it would. */
  public static Optional<String> of(Statement statement) {
    String text = statement.text();
    Optional<String> found = of(statement, false);
    // A backslash in a string means this or that by a setting that may just have changed.
    return found.isEmpty() && text.indexOf('\\') >= 0 ? of(statement, true) : found;
  }

  private static Optional<String> of(Statement statement, boolean backslashEscapes) {
    Tokens tokens = Tokens.of(statement.text(), backslashEscapes);
    String command = statement.type().command();
    if (tokens.is(0, "COPY") && !tokens.isAny(1 + direction(tokens, 1), "STDIN", "STDOUT")) {
      return Optional.of(FILE_COPY);
    }
    boolean hasBody =
        switch (command) {
          case "DO", "CREATE FUNCTION", "CREATE PROCEDURE" -> true;
          default -> false;
        };
    return new LastingEffects(hasBody, backslashEscapes).in(tokens, 0);
  }

  private Optional<String> in(Tokens tokens, int depth) {
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.isSymbol(i + 1, '(') && Names.startsAt(tokens, i)) {
        String name = Literals.name(tokens.text(i));
        if (FUNCTIONS.matcher(name).matches()) {
          return Optional.of("what " + name + "() does is not undone by a rollback");
        }
      }
      if (hasBody && depth > 0 && isFileCopy(tokens, i)) {
        return Optional.of(FILE_COPY);
      }
      if (tokens.kind(i) == Kind.STRING) {
        Optional<String> inside = inString(tokens.text(i), depth + 1);
        if (inside.isPresent()) {
          return inside;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> inString(String source, int depth) {
    return depth > DEEPEST
        ? Optional.of("its strings stand too deep in each other to be read")
        : in(Tokens.of(content(source), backslashEscapes), depth);
  }

  /** The value of a string, all its pieces joined. */
  private static String content(String source) {
    return source.startsWith("$")
        ? Literals.value(source)
        : Literals.value(JOINT.matcher(source).replaceAll(""));
  }

  /** No body can copy from or to the client, so that a string or nothing behind it is a file. */
  private static boolean isFileCopy(Tokens tokens, int i) {
    boolean begins =
        tokens.is(i, "COPY")
            && !tokens.isAny(i + 1, "FROM", "TO")
            && (Names.startsAt(tokens, i + 1)
                || tokens.isSymbol(i + 1, '(')
                || tokens.isSymbol(i + 1, '%'));
    if (!begins) {
      return false;
    }
    int target = direction(tokens, i + 1) + 1;
    return target > 0
        && !tokens.isSymbol(target, '(')
        && (tokens.is(target, "PROGRAM") || !Names.startsAt(tokens, target));
  }

  /** The first TO or FROM of a statement outside of parentheses; -1 if there is none. */
  private static int direction(Tokens tokens, int from) {
    int i = from;
    while (i < tokens.size() && !tokens.isSymbol(i, ';')) {
      if (tokens.isAny(i, "TO", "FROM")) {
        return i;
      }
      i = tokens.isSymbol(i, '(') ? tokens.afterParentheses(i) : i + 1;
    }
    return -1;
  }
}
