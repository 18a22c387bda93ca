package dev.lockkeeper.guard.preset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one JSON document as maps, lists and texts; numbers, true and false become texts, and
 * members that are null are left out. What stands in front of the first brace, such as a line of a
 * log, is passed over.
 */
final class JsonReader {
  private static final int DEEPEST = 32;
  private static final Pattern WORD = Pattern.compile("[-+.0-9A-Za-z]+");

  private final String text;
  private int position;

  private JsonReader(String text, int position) {
    this.text = text;
    this.position = position;
  }

  /** The document, or nothing if the text has none. */
  static Optional<Object> read(String text) {
    int start = text.indexOf('{');
    if (start < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(new JsonReader(text, start).value(0));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Object value(int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("too deep");
    }
    char next = peek();
    if (next == '{') {
      return object(depth);
    }
    if (next == '[') {
      return array(depth);
    }
    return next == '"' ? string() : word();
  }

  private Map<String, Object> object(int depth) {
    Map<String, Object> object = new LinkedHashMap<>();
    expect('{');
    while (peek() != '}') {
      String key = string();
      expect(':');
      boolean isNull = peek() == 'n';
      Object value = value(depth + 1);
      if (!isNull) {
        object.put(key, value);
      }
      if (peek() != '}') {
        expect(',');
      }
    }
    position++;
    return object;
  }

  private List<Object> array(int depth) {
    List<Object> array = new ArrayList<>();
    expect('[');
    while (peek() != ']') {
      array.add(value(depth + 1));
      if (peek() != ']') {
        expect(',');
      }
    }
    position++;
    return array;
  }

  private String string() {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (at() != '"') {
      char c = at();
      position++;
      if (c == '\\') {
        string.append(escaped());
      } else {
        string.append(c);
      }
    }
    position++;
    return string.toString();
  }

  private char escaped() {
    char c = at();
    position++;
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> unicode();
      default -> c;
    };
  }

  private char unicode() {
    if (position + 4 > text.length()) {
      throw new IllegalArgumentException("cut off");
    }
    position += 4;
    return (char) Integer.parseInt(text.substring(position - 4, position), 16);
  }

  private String word() {
    Matcher matcher = WORD.matcher(text).region(position, text.length());
    if (!matcher.lookingAt()) {
      throw new IllegalArgumentException("no value at " + position);
    }
    position = matcher.end();
    return matcher.group();
  }

  private char peek() {
    while (Character.isWhitespace(at())) {
      position++;
    }
    return at();
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw new IllegalArgumentException("no " + wanted + " at " + position);
    }
    position++;
  }

  private char at() {
    if (position >= text.length()) {
      throw new IllegalArgumentException("cut off");
    }
    return text.charAt(position);
  }
}
