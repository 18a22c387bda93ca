package dev.lockkeeper.sql;

import static dev.lockkeeper.sql.Characters.isLineEnd;
import static dev.lockkeeper.sql.Characters.isSpace;

import org.jspecify.annotations.Nullable;

/**
 * The data lines behind {@code COPY … FROM STDIN;}, up to a line that holds only {@code \.}.
 *
 * @param start where the first data line begins; -1 if the statement has no data
 * @param end where the closing line begins
 * @param next where the next statement may begin
 * @param problem what is wrong, as a sentence, or null
 */
record CopyData(int start, int end, int next, @Nullable String problem) {
  static final CopyData NONE = new CopyData(-1, -1, -1, null);

  /** Whether data lines follow this statement. */
  static boolean follows(Tokens tokens) {
    if (!tokens.is(0, "COPY")) {
      return false;
    }
    int from = tokens.find(1, "FROM");
    return from > 0 && tokens.isAny(from + 1, "STDIN", "STDOUT");
  }

  /** The data behind a statement whose semicolon ends at {@code semicolon}. */
  static CopyData after(char[] text, int semicolon) {
    int line = semicolon;
    while (line < text.length && isSpace(text[line]) && !isLineEnd(text[line])) {
      line++;
    }
    if (line + 1 < text.length && text[line] == '-' && text[line + 1] == '-') {
      line = endOfLine(text, line);
    }
    if (line < text.length && !isLineEnd(text[line])) {
      return broken(
          "The data of this COPY must begin on the line behind it, not on the same line.");
    }
    line = nextLine(text, line);
    int start = line;
    while (line < text.length) {
      int end = endOfLine(text, line);
      if (end - line == 2 && text[line] == '\\' && text[line + 1] == '.') {
        return new CopyData(start, line, nextLine(text, end), null);
      }
      line = nextLine(text, end);
    }
    return broken("The data of this COPY has no closing line \\.");
  }

  private static CopyData broken(String problem) {
    return new CopyData(-1, -1, -1, problem);
  }

  private static int endOfLine(char[] text, int from) {
    int i = from;
    while (i < text.length && !isLineEnd(text[i])) {
      i++;
    }
    return i;
  }

  private static int nextLine(char[] text, int endOfLine) {
    boolean twoCharacters =
        endOfLine + 1 < text.length && text[endOfLine] == '\r' && text[endOfLine + 1] == '\n';
    return Math.min(text.length, endOfLine + (twoCharacters ? 2 : 1));
  }
}
