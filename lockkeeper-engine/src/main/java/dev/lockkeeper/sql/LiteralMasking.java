package dev.lockkeeper.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the values out of statements that are recorded: {@code UPDATE t SET a = 'x' WHERE id = 7}
 * becomes {@code UPDATE t SET a = ? WHERE id = ?}. Strings and numbers become {@code ?}, comments a
 * space. In statements that define something, and in DO, literals are a part of what is defined and
 * stay; of those only passwords are masked, as in {@link Masking}. Thread-safe.
 */
public final class LiteralMasking {
  private static final String MASK = "?";
  private static final Pattern IN_QUOTES = Pattern.compile("\".*\"", Pattern.DOTALL);
  private static final Pattern VALUE_IN_QUOTES =
      Pattern.compile("\"(?![\\p{L}_]).*\"", Pattern.DOTALL);

  /** The class of SQLSTATEs about values that do not fit. */
  private static final String DATA_EXCEPTION = "22";

  private static final String SYNTAX_ERROR = "42601";
  private static final int MOST_VALUES = 100;
  private static final int LONGEST_VALUE = 1_000;

  private LiteralMasking() {}

  /**
   * The statement without its values. Takes anything: text that is cut off, or is no SQL.
   *
   * @param command the command of the statement, as in {@link StatementClass#command()}
   * @param backslashEscapes whether standard_conforming_strings is off in its session
   */
  public static String mask(String statement, String command, boolean backslashEscapes) {
    return keepsLiterals(command)
        ? Masking.mask(statement)
        : withoutLiterals(statement, backslashEscapes);
  }

  /**
   * What the server said about a statement, without the values that it repeats: names stay.
   *
   * @param values what {@link #values} gave for the statement
   */
  public static String maskMessage(String message, String sqlState, List<String> values) {
    String masked = Masking.mask(message);
    if (sqlState.startsWith(DATA_EXCEPTION)) {
      return IN_QUOTES.matcher(masked).replaceAll(MASK);
    }
    if (sqlState.equals(SYNTAX_ERROR)) {
      masked = VALUE_IN_QUOTES.matcher(masked).replaceAll(MASK);
    }
    for (String value : values) {
      if (masked.contains(value)) {
        masked = wholeWords(value).matcher(masked).replaceAll(Matcher.quoteReplacement(MASK));
      }
    }
    return masked;
  }

  /**
   * The values of the strings in a statement, which the server may repeat in a message. At most a
   * hundred of them, and none that a message would not hold whole.
   *
   * @param backslashEscapes whether standard_conforming_strings is off in its session
   */
  public static List<String> values(String statement, boolean backslashEscapes) {
    Lexer lexer = lexer(statement, backslashEscapes);
    List<String> values = new ArrayList<>();
    for (Kind kind = lexer.next(); kind != Kind.END; kind = lexer.next()) {
      if (kind == Kind.STRING && lexer.position() - lexer.start() <= LONGEST_VALUE) {
        String value = Literals.value(statement.substring(lexer.start(), lexer.position()));
        if (!value.isBlank() && values.size() < MOST_VALUES) {
          values.add(value);
        }
      }
    }
    return values;
  }

  private static boolean keepsLiterals(String command) {
    return WriteKind.isDefinition(command) || command.equals("DO");
  }

  private static String withoutLiterals(String sql, boolean backslashEscapes) {
    Lexer lexer = lexer(sql, backslashEscapes);
    StringBuilder out = new StringBuilder(sql.length());
    int copied = 0;
    for (Kind kind = lexer.next(); kind != Kind.END; kind = lexer.next()) {
      out.append(gap(sql, copied, lexer.start()));
      copied = lexer.position();
      if (kind == Kind.STRING || kind == Kind.NUMBER) {
        out.append(MASK);
      } else {
        out.append(sql, lexer.start(), copied);
      }
    }
    return out.toString();
  }

  /** Spaces as they are; what else stands between two tokens is a comment. */
  private static String gap(String sql, int from, int to) {
    String gap = sql.substring(from, to);
    return gap.isBlank() ? gap : " ";
  }

  /** A value of one letter is a part of many words. */
  private static Pattern wholeWords(String value) {
    return Pattern.compile("(?<![\\p{L}\\d_])" + Pattern.quote(value) + "(?![\\p{L}\\d_])");
  }

  private static Lexer lexer(String sql, boolean backslashEscapes) {
    Lexer lexer = new Lexer(sql.toCharArray());
    lexer.setBackslashEscapes(backslashEscapes);
    return lexer;
  }
}
