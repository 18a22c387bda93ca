package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the syntax of {@code .env} files: {@code NAME=value}, {@code export}, single and double
 * quotes over several lines, comments. Nothing is expanded or executed: {@code $} is an ordinary
 * character. No message repeats a value.
 */
final class Dotenv {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("[ \\t]*(?:export[ \\t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \\t]*=[ \\t]*");
  private static final Pattern EMPTY = Pattern.compile("[ \\t]*(?:#[^\\n]*)?(?:\\n|$)");
  private static final Pattern PLAIN = Pattern.compile("[^\\n]*");
  private static final Pattern COMMENT_BEHIND_VALUE = Pattern.compile("(?:^|[ \\t]+)#.*");

  private final String name;
  private final String text;
  private int position;

  private Dotenv(String text, String name) {
    this.text = text.replace("\r\n", "\n").replace('\r', '\n');
    this.name = name;
  }

  /**
   * The variables of a file, in its order; of two of the same name the last one counts.
   *
   * @param name the file's name, for messages
   */
  static Map<String, String> parse(String text, String name) {
    return new Dotenv(text, name).variables();
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    while (position < text.length()) {
      if (skip(EMPTY)) {
        continue;
      }
      Matcher assignment = ASSIGNMENT.matcher(text).region(position, text.length());
      if (!assignment.lookingAt()) {
        throw failure(position, "expected NAME=value");
      }
      position = assignment.end();
      variables.put(assignment.group(1), value());
    }
    return variables;
  }

  private String value() {
    char first = position < text.length() ? text.charAt(position) : '\n';
    if (first != '"' && first != '\'') {
      Matcher plain = PLAIN.matcher(text).region(position, text.length());
      plain.lookingAt();
      position = Math.min(plain.end() + 1, text.length());
      return COMMENT_BEHIND_VALUE.matcher(plain.group()).replaceFirst("").strip();
    }
    int start = position++;
    StringBuilder value = new StringBuilder();
    while (position < text.length() && text.charAt(position) != first) {
      char next = text.charAt(position++);
      boolean isEscape = next == '\\' && first == '"' && position < text.length();
      value.append(isEscape ? unescaped(text.charAt(position++)) : String.valueOf(next));
    }
    if (position == text.length()) {
      throw failure(start, "a quote is opened and never closed");
    }
    position++;
    if (!skip(EMPTY)) {
      throw failure(position, "expected the end of the line behind the closing quote");
    }
    return value.toString();
  }

  private static String unescaped(char escaped) {
    return switch (escaped) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '"', '\\', '$' -> String.valueOf(escaped);
      default -> "\\" + escaped;
    };
  }

  private boolean skip(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(position, text.length());
    if (!matcher.lookingAt()) {
      return false;
    }
    position = matcher.end();
    return true;
  }

  private LockkeeperException failure(int at, String message) {
    int line = 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    return LockkeeperException.because(ErrorCode.SETTINGS, message)
        .at(new Place(name, line, 0))
        .hint("Write NAME=value, and quote values with spaces, quotes or #.")
        .build();
  }
}
