package dev.lockkeeper.sql;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;

/**
 * Reads a script statement by statement. A statement ends at a semicolon outside parentheses and
 * outside a {@code BEGIN ATOMIC} body; the lines behind {@code COPY … FROM STDIN} are its data; a
 * change of standard_conforming_strings holds for the statements behind it. Not thread-safe.
 */
final class StatementReader {
  private final char[] text;
  private final Lexer lexer;
  private final Tokens tokens;
  private final LineCounter lines;
  private final StringSyntax stringSyntax = new StringSyntax();
  private final IntList parentheses = new IntList();
  private final AtomicBody atomicBody = new AtomicBody();
  private final boolean isScript;
  private CopyData copyData = CopyData.NONE;

  StatementReader(char[] text) {
    this(text, true);
  }

  private StatementReader(char[] text, boolean isScript) {
    this.text = text;
    this.lexer = new Lexer(text);
    this.tokens = new Tokens(text);
    this.lines = new LineCounter(text);
    this.isScript = isScript;
  }

  /**
   * A reader of what a client sends as one query: data of COPY does not stand in the text, and the
   * server reads all of it by one setting of standard_conforming_strings.
   */
  static StatementReader ofQuery(char[] text, boolean backslashEscapes) {
    StatementReader reader = new StatementReader(text, false);
    reader.lexer.setBackslashEscapes(backslashEscapes);
    return reader;
  }

  /** The tokens of the statement that was read, without its semicolon. */
  Tokens tokens() {
    return tokens;
  }

  /** The data lines of the statement that was read. */
  CopyData copyData() {
    return copyData;
  }

  /** What cuts the text, and has seen its comments so far. */
  Lexer lexer() {
    return lexer;
  }

  /** Start and end of every line comment so far. */
  IntList lineComments() {
    return lexer.lineComments();
  }

  /** Start and end of every gap between the pieces of continued strings in this statement. */
  IntList gaps() {
    return lexer.gaps();
  }

  /** Where the statement that was read begins. */
  Place place() {
    return lines.at(tokens.start(0));
  }

  /**
   * Reads the next statement that is not empty.
   *
   * @return whether there was one
   * @throws LockkeeperException if the script ends inside something or has a psql command
   */
  boolean read() {
    tokens.clear();
    lexer.gaps().clear();
    atomicBody.reset();
    copyData = CopyData.NONE;
    while (true) {
      Kind kind = lexer.next();
      if (lexer.unclosed() != null) {
        throw broken(lexer.start(), "This " + lexer.unclosed() + " is never closed.");
      }
      if (kind == Kind.END) {
        return finishAtEnd();
      }
      if (kind == Kind.BACKSLASH) {
        throw metaCommand(lexer.start());
      }
      if (endsStatement()) {
        if (tokens.size() > 0) {
          finish();
          return true;
        }
      } else {
        add(kind);
      }
    }
  }

  private boolean endsStatement() {
    return text[lexer.start()] == ';' && parentheses.size() == 0 && !atomicBody.isOpen();
  }

  private void add(Kind kind) {
    tokens.add(kind, lexer.start(), lexer.position());
    if (kind == Kind.SYMBOL) {
      char symbol = text[lexer.start()];
      if (symbol == '(') {
        parentheses.add(lexer.start());
      } else if (symbol == ')' && parentheses.size() > 0) {
        parentheses.removeLast();
      }
    } else if (kind == Kind.WORD && parentheses.size() == 0) {
      atomicBody.seeLastWord(tokens);
    }
  }

  private boolean finishAtEnd() {
    if (parentheses.size() > 0) {
      throw broken(parentheses.removeLast(), "This parenthesis is never closed.");
    }
    if (atomicBody.isOpen()) {
      throw broken(atomicBody.start(), "This BEGIN ATOMIC has no END.");
    }
    if (tokens.size() == 0) {
      return false;
    }
    if (isScript && CopyData.follows(tokens)) {
      throw broken(tokens.start(0), "The data lines of this COPY are missing.");
    }
    stringSyntax.follow(tokens);
    return true;
  }

  private void finish() {
    if (!isScript) {
      return;
    }
    if (CopyData.follows(tokens)) {
      copyData = CopyData.after(text, lexer.position());
      if (copyData.problem() != null) {
        throw broken(tokens.start(0), copyData.problem());
      }
      lexer.moveTo(copyData.next());
    }
    stringSyntax.follow(tokens);
    lexer.setBackslashEscapes(stringSyntax.backslashEscapes());
  }

  private LockkeeperException broken(int offset, String message) {
    return LockkeeperException.because(ErrorCode.SCRIPT_SYNTAX, message)
        .at(lines.at(offset))
        .build();
  }

  private LockkeeperException metaCommand(int offset) {
    int end = offset + 1;
    while (end < text.length && !Characters.isSpace(text[end]) && text[end] != '\\') {
      end++;
    }
    String name = new String(text, offset, end - offset);
    return LockkeeperException.because(
            ErrorCode.META_COMMAND, "The psql command " + name + " is not SQL and is not run.")
        .at(lines.at(offset))
        .hint("Remove the line, or write what it does as SQL.")
        .build();
  }
}
