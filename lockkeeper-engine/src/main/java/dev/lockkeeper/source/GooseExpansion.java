package dev.lockkeeper.source;

import dev.lockkeeper.migration.FilledText;
import dev.lockkeeper.settings.ScriptVariables;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the variables of one line: {@code $NAME}, {@code ${NAME}}, {@code ${NAME:-default}},
 * {@code ${NAME-default}}, {@code ${NAME?message}}, {@code ${NAME:offset}} and {@code
 * ${NAME:offset:length}}, where defaults may hold others; {@code $$} and {@code \$} stand for one
 * dollar sign, and {@code $(} and two backslashes for themselves (README of the Go library
 * interpolate, which goose uses). Where that library takes an empty text for a variable that is not
 * set, this refuses. Not thread-safe.
 */
final class GooseExpansion {
  private final String line;
  private final ScriptVariables variables;
  private final Map<String, String> names;
  private int position;

  /**
   * @param names takes the name of each variable by the value that it gave
   */
  GooseExpansion(String line, ScriptVariables variables, Map<String, String> names) {
    this.line = line;
    this.variables = variables;
    this.names = names;
  }

  /** A line cannot be filled. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean value;
    private final String hint;

    private RefusedException(boolean value, String message, String hint) {
      super(message);
      this.value = value;
      this.hint = hint;
    }

    /** Whether the value of a variable is the reason, and not what the file says. */
    boolean isValue() {
      return value;
    }

    String hint() {
      return hint;
    }
  }

  List<FilledText.Replacement> replacements() throws RefusedException {
    List<FilledText.Replacement> found = new ArrayList<>();
    while (position < line.length()) {
      int start = position;
      String value = piece(true);
      if (value != null) {
        found.add(new FilledText.Replacement(start, position, value));
      }
    }
    return found;
  }

  /**
   * Reads what comes next.
   *
   * @param wanted whether it will be sent; a default that is not needed may name what is not set
   * @return what is sent in its place; nothing if it stays as it is
   */
  private @Nullable String piece(boolean wanted) throws RefusedException {
    if (take("\\\\") || take("$(")) {
      return null;
    }
    if (take("\\$") || take("$$")) {
      return "$";
    }
    boolean lastCharacter = position == line.length() - 1;
    if (!lastCharacter && take("$")) {
      return take("{") ? braced(wanted) : value(name(), wanted);
    }
    position++;
    return null;
  }

  private String braced(boolean wanted) throws RefusedException {
    String name = name();
    String result;
    if (line.startsWith("}", position)) {
      result = value(name, wanted);
    } else if (take(":-")) {
      result = orWord(name, variables.value(name).filter(text -> !text.isEmpty()), wanted);
    } else if (take("-")) {
      result = orWord(name, variables.value(name), wanted);
    } else if (take("?")) {
      result = required(name, wanted);
    } else if (take(":")) {
      result = part(name, wanted);
    } else {
      throw malformed();
    }
    if (!take("}")) {
      throw malformed();
    }
    return result;
  }

  private String orWord(String name, Optional<String> set, boolean wanted) throws RefusedException {
    String word = word(wanted && set.isEmpty());
    return set.isPresent() ? value(name, wanted) : word;
  }

  /** The text up to the closing brace, with its variables. */
  private String word(boolean wanted) throws RefusedException {
    StringBuilder word = new StringBuilder();
    while (position < line.length() && line.charAt(position) != '}') {
      int start = position;
      String value = piece(wanted);
      word.append(value == null ? line.substring(start, position) : value);
    }
    return word.toString();
  }

  private String required(String name, boolean wanted) throws RefusedException {
    int start = position;
    word(false);
    String message = line.substring(start, position);
    if (wanted && variables.value(name).isEmpty()) {
      throw new RefusedException(
          true,
          "the variable " + name + " is not set" + (message.isEmpty() ? "" : ": " + message),
          "Set " + name + ", and run the command again.");
    }
    return value(name, wanted);
  }

  /** Offsets and lengths count bytes; negative ones count from the end. */
  private String part(String name, boolean wanted) throws RefusedException {
    int offset = number();
    Optional<Integer> length = take(":") ? Optional.of(number()) : Optional.empty();
    byte[] bytes = value(name, wanted).getBytes(StandardCharsets.UTF_8);
    int from = Math.min(Math.max(offset < 0 ? offset + bytes.length : offset, 0), bytes.length);
    int to = bytes.length;
    if (length.isPresent()) {
      int asked = length.get();
      long end = asked < 0 ? (long) bytes.length + asked : (long) from + asked;
      to = (int) Math.min(Math.max(end, from), bytes.length);
    }
    try {
      ByteBuffer cut = ByteBuffer.wrap(bytes, from, to - from);
      String part = StandardCharsets.UTF_8.newDecoder().decode(cut).toString();
      names.put(part, name);
      return part;
    } catch (CharacterCodingException e) {
      throw new RefusedException(
          true,
          "a part of the variable " + name + " begins or ends amid a character",
          "Offsets and lengths count bytes: correct them, or the value of " + name + ".");
    }
  }

  private int number() throws RefusedException {
    int start = position;
    while (position < line.length() && ":}".indexOf(line.charAt(position)) < 0) {
      position++;
    }
    try {
      return Integer.parseInt(line.substring(start, position).strip());
    } catch (NumberFormatException e) {
      throw malformed();
    }
  }

  private String value(String name, boolean wanted) throws RefusedException {
    if (!wanted) {
      return "";
    }
    Optional<String> value = variables.value(name);
    if (value.isEmpty()) {
      throw new RefusedException(
          true,
          "the variable " + name + " is not set",
          "Set "
              + name
              + ", or write a default: ${"
              + name
              + ":-default}. goose would put an empty text there.");
    }
    if (value.get().indexOf('\n') >= 0 || value.get().indexOf('\r') >= 0) {
      throw new RefusedException(
          true,
          "the value of the variable " + name + " has several lines",
          "Give " + name + " a value of one line.");
    }
    names.put(value.get(), name);
    return value.get();
  }

  /** Names begin with a letter; letters, digits and underscores follow. */
  private String name() throws RefusedException {
    int start = position;
    while (position < line.length() && isInName(line.codePointAt(position), position > start)) {
      position += Character.charCount(line.codePointAt(position));
    }
    if (position == start) {
      throw malformed();
    }
    return line.substring(start, position);
  }

  private static boolean isInName(int character, boolean behindTheFirst) {
    return Character.isLetter(character)
        || (behindTheFirst && (Character.isDigit(character) || character == '_'));
  }

  private RefusedException malformed() {
    return new RefusedException(
        false,
        "a dollar sign begins no variable that goose can read",
        "Write $$ for one dollar sign, or end the part with variables before it: `-- +goose ENVSUB"
            + " OFF`. Of the forms with braces goose knows ${NAME}, ${NAME:-default},"
            + " ${NAME-default}, ${NAME?message}, ${NAME:offset} and ${NAME:offset:length}.");
  }

  private boolean take(String words) {
    boolean there = line.startsWith(words, position);
    position += there ? words.length() : 0;
    return there;
  }
}
