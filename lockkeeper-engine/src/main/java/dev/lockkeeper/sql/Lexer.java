package dev.lockkeeper.sql;

import static dev.lockkeeper.sql.Characters.isDigit;
import static dev.lockkeeper.sql.Characters.isLineEnd;
import static dev.lockkeeper.sql.Characters.isNamePart;
import static dev.lockkeeper.sql.Characters.isNameStart;
import static dev.lockkeeper.sql.Characters.isOperator;
import static dev.lockkeeper.sql.Characters.isSpace;

import org.jspecify.annotations.Nullable;

/**
 * Cuts text into tokens by PostgreSQL's lexical rules, one at a time and in one pass. Never throws:
 * a literal or comment without an end reaches to the end of the text and is named by {@link
 * #unclosed()}. Not thread-safe.
 */
final class Lexer {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final char[] text;
  private final IntList gaps = new IntList();
  private final IntList lineComments = new IntList();
  private final IntList blockComments = new IntList();
  private boolean backslashEscapes;
  private int position;
  private int start;
  private @Nullable String unclosed;

  Lexer(char[] text) {
    this.text = text;
    this.position = text.length > 0 && text[0] == BYTE_ORDER_MARK ? 1 : 0;
  }

  /** Whether a backslash escapes in plain strings, as under standard_conforming_strings = off. */
  void setBackslashEscapes(boolean backslashEscapes) {
    this.backslashEscapes = backslashEscapes;
  }

  /** Where the last token begins; after the end, where an unclosed comment begins. */
  int start() {
    return start;
  }

  /** Where the last token ends, exclusive. */
  int position() {
    return position;
  }

  void moveTo(int newPosition) {
    position = newPosition;
  }

  /** What has no end, in words, if the text ended inside it. */
  @Nullable String unclosed() {
    return unclosed;
  }

  /** Start and end of every gap between the pieces of continued strings so far. */
  IntList gaps() {
    return gaps;
  }

  /** Start and end of every {@code --} comment so far that stands between tokens. */
  IntList lineComments() {
    return lineComments;
  }

  /** Start and end of every block comment so far. */
  IntList blockComments() {
    return blockComments;
  }

  /** Moves to the next token. */
  Kind next() {
    skipSpaceAndComments();
    if (unclosed != null || position >= text.length) {
      return Kind.END;
    }
    start = position;
    return token(text[position]);
  }

  private Kind token(char c) {
    if (isNameStart(c)) {
      return word(c);
    }
    if (isDigit(c) || (c == '.' && isDigit(at(position + 1)))) {
      position = Numbers.end(text, position);
      return Kind.NUMBER;
    }
    if (isOperator(c)) {
      return operator();
    }
    return switch (c) {
      case '\'' -> string(position, backslashEscapes);
      case '"' -> quotedName(position);
      case '$' -> dollar();
      case '\\' -> take(1, Kind.BACKSLASH);
      case ':' -> take(at(position + 1) == ':' || at(position + 1) == '=' ? 2 : 1, Kind.SYMBOL);
      case '.' -> take(at(position + 1) == '.' ? 2 : 1, Kind.SYMBOL);
      default -> take(1, Kind.SYMBOL);
    };
  }

  private Kind take(int length, Kind kind) {
    position += length;
    return kind;
  }

  private Kind word(char c) {
    char next = at(position + 1);
    if (next == '\'' && "bBeEnNxX".indexOf(c) >= 0) {
      boolean escapes = c == 'e' || c == 'E' || (backslashEscapes && (c == 'n' || c == 'N'));
      return string(position + 1, escapes);
    }
    if ((c == 'u' || c == 'U') && next == '&') {
      if (at(position + 2) == '\'') {
        return string(position + 2, false);
      }
      if (at(position + 2) == '"') {
        return quotedName(position + 2);
      }
    }
    int i = position + 1;
    while (i < text.length && isNamePart(text[i])) {
      i++;
    }
    position = i;
    return Kind.WORD;
  }

  private Kind string(int openingQuote, boolean escapes) {
    int quote = openingQuote;
    while (true) {
      int end = endOfString(quote + 1, escapes);
      if (end < 0) {
        return unclosed("string", Kind.STRING);
      }
      int continued = continuation(end);
      if (continued < 0) {
        position = end;
        return Kind.STRING;
      }
      gaps.add(end);
      gaps.add(continued);
      quote = continued;
    }
  }

  private int endOfString(int from, boolean escapes) {
    int i = from;
    while (i < text.length) {
      char c = text[i++];
      if (c == '\\' && escapes) {
        i++;
      } else if (c == '\'') {
        if (at(i) != '\'') {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /** The quote that continues a string closed before {@code from}: only after a line end. */
  private int continuation(int from) {
    boolean lineEnd = false;
    int i = from;
    while (i < text.length) {
      char c = text[i];
      if (isSpace(c)) {
        lineEnd |= isLineEnd(c);
        i++;
      } else if (c == '-' && at(i + 1) == '-') {
        i = endOfLine(i);
      } else {
        return c == '\'' && lineEnd ? i : -1;
      }
    }
    return -1;
  }

  private Kind quotedName(int openingQuote) {
    for (int i = openingQuote + 1; i < text.length; i++) {
      if (text[i] == '"') {
        if (at(i + 1) != '"') {
          position = i + 1;
          return Kind.QUOTED_NAME;
        }
        i++;
      }
    }
    return unclosed("quoted name", Kind.QUOTED_NAME);
  }

  private Kind dollar() {
    int i = position + 1;
    if (isDigit(at(i))) {
      while (isDigit(at(i))) {
        i++;
      }
      position = i;
      return Kind.PARAMETER;
    }
    if (isNameStart(at(i))) {
      while (at(i) != '$' && isNamePart(at(i))) {
        i++;
      }
    }
    if (at(i) != '$') {
      return take(1, Kind.SYMBOL);
    }
    int tagLength = i + 1 - position;
    for (int end = i + 1; end + tagLength <= text.length; end++) {
      if (text[end] == '$' && repeatsTag(end, tagLength)) {
        position = end + tagLength;
        return Kind.STRING;
      }
    }
    return unclosed("dollar-quoted string", Kind.STRING);
  }

  private boolean repeatsTag(int from, int length) {
    for (int i = 1; i < length; i++) {
      if (text[from + i] != text[position + i]) {
        return false;
      }
    }
    return true;
  }

  private Kind operator() {
    int end = position + 1;
    while (end < text.length && isOperator(text[end]) && !startsComment(end)) {
      end++;
    }
    boolean keepsSign = false;
    for (int i = position; i < end; i++) {
      keepsSign |= Characters.allowsTrailingSign(text[i]);
    }
    while (!keepsSign && end - position > 1 && (text[end - 1] == '+' || text[end - 1] == '-')) {
      end--;
    }
    position = end;
    return Kind.OPERATOR;
  }

  private void skipSpaceAndComments() {
    while (position < text.length) {
      char c = text[position];
      if (isSpace(c)) {
        position++;
      } else if (c == '-' && at(position + 1) == '-') {
        int end = endOfLine(position);
        lineComments.add(position);
        lineComments.add(end);
        position = end;
      } else if (c == '/' && at(position + 1) == '*') {
        skipBlockComment();
      } else {
        return;
      }
    }
  }

  private void skipBlockComment() {
    int depth = 1;
    int i = position + 2;
    while (depth > 0) {
      if (i >= text.length) {
        start = position;
        unclosed("comment", Kind.END);
        return;
      }
      if (text[i] == '/' && at(i + 1) == '*') {
        depth++;
        i += 2;
      } else if (text[i] == '*' && at(i + 1) == '/') {
        depth--;
        i += 2;
      } else {
        i++;
      }
    }
    blockComments.add(position);
    blockComments.add(i);
    position = i;
  }

  private boolean startsComment(int i) {
    return (text[i] == '-' && at(i + 1) == '-') || (text[i] == '/' && at(i + 1) == '*');
  }

  private int endOfLine(int from) {
    int i = from;
    while (i < text.length && !isLineEnd(text[i])) {
      i++;
    }
    return i;
  }

  private Kind unclosed(String what, Kind kind) {
    unclosed = what;
    position = text.length;
    return kind;
  }

  private char at(int i) {
    return i < text.length ? text[i] : '\0';
  }
}
