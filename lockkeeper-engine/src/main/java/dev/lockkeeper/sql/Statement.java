package dev.lockkeeper.sql;

import java.util.Optional;

/**
 * One statement of a script. Immutable.
 *
 * @param text the exact source from its first to its last token, without the closing semicolon
 * @param offset where it begins in the script, counted from 0 in {@code char}s
 * @param line line of its first token, counted from 1
 * @param column column of its first token, counted from 1 in characters
 * @param type what the text tells about running it
 * @param copyData the lines for {@code COPY … FROM STDIN}, without the closing {@code \.} line
 */
public record Statement(
    String text, int offset, int line, int column, StatementClass type, Optional<String> copyData) {

  /** Command and place only: the text may hold a secret. */
  @Override
  public String toString() {
    return type.command() + " at " + line + ":" + column;
  }
}
