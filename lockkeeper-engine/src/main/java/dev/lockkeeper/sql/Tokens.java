package dev.lockkeeper.sql;

import java.util.Arrays;
import java.util.Locale;

/**
 * The tokens of one statement, by index. One buffer is filled again for each statement of a script.
 * An index outside the buffer is no token: every question about it is answered with no. Not
 * thread-safe.
 */
final class Tokens {
  private final char[] text;
  private Kind[] kinds = new Kind[64];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int size;

  Tokens(char[] text) {
    this.text = text;
  }

  /** The tokens of a text; literals without an end reach to the end of the text. */
  static Tokens of(String text, boolean backslashEscapes) {
    char[] chars = text.toCharArray();
    Lexer lexer = new Lexer(chars);
    lexer.setBackslashEscapes(backslashEscapes);
    Tokens tokens = new Tokens(chars);
    for (Kind kind = lexer.next(); kind != Kind.END; kind = lexer.next()) {
      tokens.add(kind, lexer.start(), lexer.position());
    }
    return tokens;
  }

  void clear() {
    size = 0;
  }

  void add(Kind kind, int start, int end) {
    if (size == kinds.length) {
      kinds = Arrays.copyOf(kinds, size * 2);
      starts = Arrays.copyOf(starts, size * 2);
      ends = Arrays.copyOf(ends, size * 2);
    }
    kinds[size] = kind;
    starts[size] = start;
    ends[size++] = end;
  }

  int size() {
    return size;
  }

  Kind kind(int index) {
    return has(index) ? kinds[index] : Kind.END;
  }

  /** The offset of a token in the text. */
  int start(int index) {
    return starts[index];
  }

  /** The offset behind a token in the text. */
  int end(int index) {
    return ends[index];
  }

  /** The source of one token; empty if there is none. */
  String text(int index) {
    return has(index) ? new String(text, starts[index], ends[index] - starts[index]) : "";
  }

  /** A word without quotes in upper case; empty for everything else. */
  String word(int index) {
    return kind(index) == Kind.WORD ? text(index).toUpperCase(Locale.ROOT) : "";
  }

  /** The source from one token up to and without another. */
  String text(int from, int to) {
    return from < to ? new String(text, starts[from], ends[to - 1] - starts[from]) : "";
  }

  /** Whether a token is this key word, given in upper case. */
  boolean is(int index, String word) {
    if (kind(index) != Kind.WORD || ends[index] - starts[index] != word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (Characters.upper(text[starts[index] + i]) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether the tokens from an index on are these key words, given in upper case. */
  boolean are(int index, String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!is(index + i, words[i])) {
        return false;
      }
    }
    return true;
  }

  boolean isAny(int index, String... words) {
    for (String word : words) {
      if (is(index, word)) {
        return true;
      }
    }
    return false;
  }

  boolean isSymbol(int index, char symbol) {
    Kind kind = kind(index);
    return (kind == Kind.SYMBOL || kind == Kind.OPERATOR)
        && ends[index] - starts[index] == 1
        && text[starts[index]] == symbol;
  }

  /** The index behind the parenthesis that closes the one at {@code index}. */
  int afterParentheses(int index) {
    int depth = 0;
    for (int i = index; i < size; i++) {
      if (isSymbol(i, '(')) {
        depth++;
      } else if (isSymbol(i, ')') && --depth == 0) {
        return i + 1;
      }
    }
    return size;
  }

  /** The first place of a key word outside all parentheses, from an index on; -1 if none. */
  int find(int from, String word) {
    int i = from;
    while (i < size) {
      if (isSymbol(i, '(')) {
        i = afterParentheses(i);
      } else if (is(i, word)) {
        return i;
      } else {
        i++;
      }
    }
    return -1;
  }

  private boolean has(int index) {
    return index >= 0 && index < size;
  }
}
