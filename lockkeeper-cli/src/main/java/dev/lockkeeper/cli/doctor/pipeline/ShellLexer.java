package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.pipeline.ShellCommand.Join;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts the text of a shell script into commands. Never fails: what is not closed ends with it. */
final class ShellLexer {
  private final String text;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private int line;
  private int firstLine;
  private int position;
  private @Nullable String heredoc;

  /**
   * A command as it stands there.
   *
   * @param line the line of its first word
   * @param words its words
   * @param next what follows it
   */
  record Piece(int line, List<String> words, Join next) {}

  ShellLexer(String text, int line) {
    this.text = text;
    this.line = line;
    this.firstLine = line;
  }

  List<Piece> pieces() {
    while (position < text.length()) {
      step(text.charAt(position));
    }
    end(Join.END);
    return pieces;
  }

  private void step(char c) {
    switch (c) {
      case '\\' -> escaped();
      case '\'', '"' -> quoted(c);
      case '\n' -> newline();
      case ' ', '\t', '\r' -> {
        endWord();
        position++;
      }
      case '#' -> comment();
      case ';' -> operator(1, Join.SEQUENCE);
      case '|' -> operator(starts("||") ? 2 : 1, starts("||") ? Join.OR : Join.PIPE);
      case '&' -> ampersand();
      case '$' -> dollar();
      case '(', ')' -> {
        end(Join.SEQUENCE);
        position++;
      }
      case '<' -> heredoc();
      default -> {
        append(c);
        position++;
      }
    }
  }

  private boolean starts(String sign) {
    return text.startsWith(sign, position);
  }

  private void append(char c) {
    if (words.isEmpty() && !inWord) {
      firstLine = line;
    }
    inWord = true;
    word.append(c);
  }

  private void escaped() {
    if (starts("\\\n")) {
      endWord();
      line++;
    } else if (position + 1 < text.length()) {
      append(text.charAt(position + 1));
    }
    position += 2;
  }

  private void quoted(char quote) {
    if (words.isEmpty() && !inWord) {
      firstLine = line;
    }
    inWord = true;
    position++;
    while (position < text.length() && text.charAt(position) != quote) {
      if (text.charAt(position) == '\\' && quote == '"' && position + 1 < text.length()) {
        position++;
      }
      if (text.charAt(position) == '\n') {
        line++;
      }
      word.append(text.charAt(position));
      position++;
    }
    position++;
  }

  private void newline() {
    end(Join.SEQUENCE);
    position++;
    line++;
    if (heredoc != null) {
      skipHeredoc(heredoc);
      heredoc = null;
    }
  }

  private void skipHeredoc(String mark) {
    while (position < text.length()) {
      int end = text.indexOf('\n', position);
      String content = text.substring(position, end < 0 ? text.length() : end);
      position = end < 0 ? text.length() : end + 1;
      line++;
      if (content.strip().equals(mark)) {
        return;
      }
    }
  }

  private void comment() {
    if (inWord) {
      append('#');
      position++;
      return;
    }
    int end = text.indexOf('\n', position);
    position = end < 0 ? text.length() : end;
  }

  private void operator(int length, Join join) {
    end(join);
    position += length;
  }

  /** {@code 2>&1} and {@code &>} redirect, and end no command. */
  private void ampersand() {
    boolean isRedirect = (!word.isEmpty() && word.charAt(word.length() - 1) == '>') || starts("&>");
    if (starts("&&")) {
      operator(2, Join.AND);
    } else if (isRedirect) {
      append('&');
      position++;
    } else {
      operator(1, Join.BACKGROUND);
    }
  }

  /** What a substitution runs is left in its word. */
  private void dollar() {
    append('$');
    position++;
    if (!starts("(") && !starts("{")) {
      return;
    }
    int depth = 0;
    while (position < text.length()) {
      char c = text.charAt(position);
      depth += c == '(' || c == '{' ? 1 : c == ')' || c == '}' ? -1 : 0;
      if (c == '\n') {
        line++;
      }
      word.append(c);
      position++;
      if (depth == 0) {
        return;
      }
    }
  }

  private void heredoc() {
    if (starts("<<") && !starts("<<<")) {
      int from = position + 2;
      int end = from;
      while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      heredoc = text.substring(from, end).replaceAll("[-'\"]", "");
      position = end;
    } else {
      append('<');
      position++;
    }
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
    }
    word.setLength(0);
    inWord = false;
  }

  private void end(Join join) {
    endWord();
    if (!words.isEmpty()) {
      pieces.add(new Piece(firstLine, List.copyOf(words), join));
      words.clear();
    } else if (join != Join.SEQUENCE && join != Join.END && !pieces.isEmpty()) {
      Piece last =
          pieces.remove(pieces.size() - 1); // `( … ) || exit`: the sign is behind a bracket
      pieces.add(new Piece(last.line(), last.words(), join));
    }
  }
}
