package dev.lockkeeper.sql;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Hides passwords in SQL that is shown or stored. Thread-safe.
 *
 * <p>Masked are the literal behind PASSWORD (also as an option, a setting or a column), {@code
 * password=…} and {@code //user:password@} inside literals, and all of these inside dollar-quoted
 * bodies, strings that are run as SQL, and comments. When in doubt a literal is masked.
 */
public final class Masking {
  private static final String MASK = "'***'";
  private static final Pattern QUOTED =
      Pattern.compile(
          "(?i)(password\\s*=?\\s*)(''(?:[^'\\\\]++|\\\\''|\\\\|'''')*+''|\\\\'[^']*\\\\')");
  private static final Pattern BARE = Pattern.compile("(?i)(password\\s*=\\s*)[^\\s'\"\\\\&;]+");
  private static final Pattern ADDRESS = Pattern.compile("(://[^\\s:/@']*:)[^\\s/']+@");
  private static final Pattern IN_COMMENT =
      Pattern.compile("(?i)(password\\s*=?\\s*)('[^']*'?|(?<==\\s{0,9})[^\\s'\"&;]+)");
  private static final Pattern CONNECTION_STRING =
      Pattern.compile("(?i)\\b(host|hostaddr|dbname|user|port|service)\\s*=");
  private static final Pattern ENDS_IN_PASSWORD =
      Pattern.compile("(?is).*password\\s*=?\\s*(%[LIs]|'')?\\s*;?\\s*");

  private final Lexer lexer;
  private final String sql;
  private final StringBuilder out;
  private int copied;

  private Masking(String sql) {
    this.sql = sql;
    this.lexer = new Lexer(sql.toCharArray());
    this.out = new StringBuilder(sql.length());
  }

  /**
   * The same text with {@code '***'} for passwords. Takes scripts, single statements and text that
   * is cut off or is no SQL.
   */
  public static String mask(String sql) {
    return mayHoldSecret(sql) ? new Masking(sql).run() : sql;
  }

  private static boolean mayHoldSecret(String text) {
    return text.contains("://") || text.toLowerCase(Locale.ROOT).contains("password");
  }

  private String run() {
    boolean expected = false;
    boolean untilSemicolon = false;
    for (Kind kind = next(); kind != Kind.END; kind = next()) {
      String token = sql.substring(lexer.start(), lexer.position());
      if (kind == Kind.STRING) {
        if (expected || untilSemicolon) {
          takeBackslashQuotes(token);
          token = MASK;
        } else {
          untilSemicolon = ENDS_IN_PASSWORD.matcher(Literals.value(token)).matches();
          token = inside(token);
        }
      }
      out.append(token);
      copied = lexer.position();
      expected = namesPassword(kind, token) || (expected && token.equals("="));
      untilSemicolon &= !token.equals(";");
    }
    return out.append(comments(sql.substring(copied))).toString();
  }

  private Kind next() {
    Kind kind = lexer.next();
    if (kind != Kind.END) {
      out.append(comments(sql.substring(copied, lexer.start())));
    }
    return kind;
  }

  private static boolean namesPassword(Kind kind, String token) {
    return switch (kind) {
      case WORD, QUOTED_NAME -> Literals.name(token).toLowerCase(Locale.ROOT).endsWith("password");
      default -> false;
    };
  }

  /** Under standard_conforming_strings = off a literal may go on behind a backslash and a quote. */
  private void takeBackslashQuotes(String token) {
    if (token.endsWith("\\'")) {
      lexer.moveTo(lexer.start());
      lexer.setBackslashEscapes(true);
      lexer.next();
      lexer.setBackslashEscapes(false);
    }
  }

  private static String inside(String literal) {
    if (!mayHoldSecret(literal)) {
      return literal;
    }
    String masked = literal;
    if (literal.startsWith("$")) {
      int tag = literal.indexOf('$', 1) + 1;
      int end = literal.length() > 2 * tag ? literal.length() - tag : literal.length();
      String body = mask(literal.substring(tag, end));
      masked = literal.substring(0, tag) + body + literal.substring(end);
      if (!CONNECTION_STRING.matcher(body).find()) {
        return masked;
      }
    }
    masked = QUOTED.matcher(masked).replaceAll("$1''***''");
    masked = BARE.matcher(masked).replaceAll("$1***");
    return ADDRESS.matcher(masked).replaceAll("$1***@");
  }

  private static String comments(String text) {
    return mayHoldSecret(text)
        ? ADDRESS.matcher(IN_COMMENT.matcher(text).replaceAll("$1'***'")).replaceAll("$1***@")
        : text;
  }
}
