package dev.lockkeeper.sql;

import dev.lockkeeper.sql.SplitOracle.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A second, simple splitter that lacks chosen skills. It shows that the corpus notices each way to
 * be wrong; it shares no code with the product.
 */
final class ToySplitter implements SplitOracle.Splitter {
  /** What a splitter must be able to do. */
  enum Skill {
    LINE_COMMENTS,
    CARRIAGE_RETURNS,
    BLOCK_COMMENTS,
    NESTED_COMMENTS,
    STRINGS,
    ESCAPE_STRINGS,
    CONTINUED_ESCAPE_STRINGS,
    STRING_SETTING,
    QUOTED_NAMES,
    DOLLAR_QUOTES,
    DOLLAR_TAGS,
    DOLLARS_IN_NAMES,
    PARENTHESES,
    ATOMIC_BODIES,
    ATOMIC_ONLY_IN_ROUTINES,
    END_INSIDE_ATOMIC,
    COPY_DATA,
    BYTE_ORDER_MARK
  }

  private static final Pattern LINE_COMMENT = Pattern.compile("--[^\n\r]*");
  private static final Pattern LINE_COMMENT_TO_LF = Pattern.compile("--[^\n]*");
  private static final Pattern FLAT_COMMENT = Pattern.compile("(?s)/\\*.*?\\*/");
  private static final Pattern PLAIN = Pattern.compile("'(?:[^']|'')*'");
  private static final Pattern ESCAPED = Pattern.compile("'(?:[^'\\\\]|''|\\\\[\\s\\S])*'");
  private static final Pattern ESCAPED_CONTINUED =
      Pattern.compile(ESCAPED + "(?:[ \t]*(?:--[^\n]*)?\n(?:\\s|--[^\n]*\n)*" + ESCAPED + ")*");
  private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"]|\"\")*\"");
  private static final Pattern TAG =
      Pattern.compile("\\$(?:[A-Za-z_\\x80-\\uFFFF][\\w\\x80-\\uFFFF]*)?\\$");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_\\x80-\\uFFFF][\\w$\\x80-\\uFFFF]*");
  private static final Pattern COPY_IN =
      Pattern.compile("(?is)copy\\b.*\\bfrom\\s+(--[^\n]*\n\\s*)?stdin\\b.*");

  private final Set<Skill> skills;
  private String script = "";
  private int at;
  private int depth;
  private boolean atomic;
  private boolean backslashes;
  private String lastTokens = "";

  ToySplitter(Set<Skill> skills) {
    this.skills = skills;
  }

  @Override
  public List<Piece> split(String whole) {
    script = has(Skill.BYTE_ORDER_MARK) && whole.startsWith("\uFEFF") ? whole.substring(1) : whole;
    at = 0;
    backslashes = false;
    List<Piece> pieces = new ArrayList<>();
    while (at < script.length()) {
      String sql = statement();
      String data = "";
      if (has(Skill.COPY_DATA) && COPY_IN.matcher(lastTokens.strip()).matches()) {
        data = copyData();
      }
      if (!lastTokens.isBlank()) {
        pieces.add(new Piece(sql, data));
      }
      followSetting();
    }
    return pieces;
  }

  private String copyData() {
    int line = script.indexOf('\n', at);
    int end = line < 0 ? -1 : script.indexOf("\n\\.", line);
    if (end < 0) {
      return "";
    }
    int next = script.indexOf('\n', end + 1);
    at = next < 0 ? script.length() : next + 1;
    return script.substring(line + 1, end + 1);
  }

  private boolean has(Skill skill) {
    return skills.contains(skill);
  }

  private String statement() {
    int start = at;
    depth = 0;
    atomic = false;
    lastTokens = "";
    while (at < script.length()) {
      char c = script.charAt(at);
      boolean ends = c == ';' && !atomic && !(depth > 0 && has(Skill.PARENTHESES));
      if (ends) {
        return script.substring(start, at++);
      }
      step(c);
    }
    return script.substring(start);
  }

  private void step(char c) {
    if (skip(has(Skill.LINE_COMMENTS), lineComment()) || comment()) {
      lastTokens += " ";
    } else if (c == '\'' && has(Skill.STRINGS)) {
      take(stringPattern());
    } else if (c == '"' && has(Skill.QUOTED_NAMES)) {
      take(QUOTED);
    } else if (c == '$' && has(Skill.DOLLAR_QUOTES) && !inName()) {
      dollar();
    } else if (NAME.matcher(script).region(at, script.length()).lookingAt()) {
      word();
    } else {
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      lastTokens += c;
      at++;
    }
  }

  private Pattern lineComment() {
    return has(Skill.CARRIAGE_RETURNS) ? LINE_COMMENT : LINE_COMMENT_TO_LF;
  }

  private boolean inName() {
    return has(Skill.DOLLARS_IN_NAMES)
        && at > 0
        && Character.isLetterOrDigit(script.charAt(at - 1));
  }

  private Pattern stringPattern() {
    boolean marked = has(Skill.ESCAPE_STRINGS) && lastTokens.matches("(?is)(.*[^\\w])?e");
    boolean byte1 = lastTokens.matches("(?is)(.*[^\\w])?u&");
    if (!marked && !(backslashes && !byte1)) {
      return PLAIN;
    }
    return has(Skill.CONTINUED_ESCAPE_STRINGS) ? ESCAPED_CONTINUED : ESCAPED;
  }

  private boolean comment() {
    if (!script.startsWith("/*", at) || !has(Skill.BLOCK_COMMENTS)) {
      return false;
    }
    if (!has(Skill.NESTED_COMMENTS)) {
      return skip(true, FLAT_COMMENT);
    }
    int open = 0;
    do {
      boolean opens = script.startsWith("/*", at);
      boolean closes = script.startsWith("*/", at);
      open += opens ? 1 : closes ? -1 : 0;
      at += opens || closes ? 2 : 1;
    } while (open > 0 && at < script.length());
    at = Math.min(at, script.length());
    return true;
  }

  private void dollar() {
    Matcher tag = TAG.matcher(script).region(at, script.length());
    boolean found = tag.lookingAt() && (has(Skill.DOLLAR_TAGS) || tag.group().equals("$$"));
    int end = found ? script.indexOf(tag.group(), tag.end()) : -1;
    lastTokens += "'";
    at = end < 0 ? at + 1 : end + tag.group().length();
  }

  private void word() {
    Pattern name =
        has(Skill.DOLLARS_IN_NAMES) ? NAME : Pattern.compile(NAME.pattern().replace("$", ""));
    String word = take(name).toUpperCase(Locale.ROOT);
    String before = lastTokens.substring(0, lastTokens.length() - word.length()).stripTrailing();
    String upper = before.toUpperCase(Locale.ROOT);
    if (word.equals("ATOMIC") && has(Skill.ATOMIC_BODIES) && depth == 0) {
      boolean routine =
          upper.matches("(?s)\\s*CREATE\\s+(OR\\s+REPLACE\\s+)?(FUNCTION|PROCEDURE)\\b.*");
      atomic |= upper.endsWith("BEGIN") && (routine || !has(Skill.ATOMIC_ONLY_IN_ROUTINES));
    } else if (word.equals("END") && depth == 0) {
      boolean closes = upper.endsWith(";") || upper.endsWith("ATOMIC");
      atomic &= !closes && has(Skill.END_INSIDE_ATOMIC);
    }
  }

  private String take(Pattern pattern) {
    Matcher matcher = pattern.matcher(script).region(at, script.length());
    String text = matcher.lookingAt() ? matcher.group() : script.substring(at, at + 1);
    at += text.length();
    lastTokens += text.startsWith("'") ? "'" + text.replace("'", "") + "'" : text;
    return text;
  }

  private boolean skip(boolean active, Pattern pattern) {
    Matcher matcher = pattern.matcher(script).region(at, script.length());
    if (active && matcher.lookingAt()) {
      at = matcher.end();
      return true;
    }
    return false;
  }

  private void followSetting() {
    String text = lastTokens.toLowerCase(Locale.ROOT);
    boolean change = text.contains("standard_conforming_strings");
    boolean over = text.strip().equals("commit") || text.strip().equals("rollback");
    if (has(Skill.STRING_SETTING) && (change || over)) {
      backslashes = text.matches("(?s).*('off'|\\boff|\\bno|\\b0)\\b.*") && change;
    }
  }
}
