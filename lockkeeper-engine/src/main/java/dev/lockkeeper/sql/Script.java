package dev.lockkeeper.sql;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A script as the statements that PostgreSQL would see. Immutable. */
public final class Script {
  private final List<Statement> statements;

  private Script(List<Statement> statements) {
    this.statements = List.copyOf(statements);
  }

  /**
   * Cuts a script into statements.
   *
   * @throws LockkeeperException with {@code SCRIPT_SYNTAX} if the text ends inside a literal, a
   *     comment, a parenthesis, a BEGIN ATOMIC body or COPY data; with {@code META_COMMAND} if it
   *     has a psql command. The place has a line and a column; its file is empty
   */
  public static Script parse(String text) {
    char[] chars = text.toCharArray();
    return read(new StatementReader(chars), chars);
  }

  /**
   * Cuts what a client has sent to the server as one query. The data of COPY is not in its text.
   *
   * @param backslashEscapes whether standard_conforming_strings is off in the client's session
   * @throws LockkeeperException with {@code SCRIPT_SYNTAX} or {@code META_COMMAND} if the text is
   *     none that the server can read
   */
  public static Script ofQuery(String text, boolean backslashEscapes) {
    char[] chars = text.toCharArray();
    return read(StatementReader.ofQuery(chars, backslashEscapes), chars);
  }

  private static Script read(StatementReader reader, char[] chars) {
    List<Statement> statements = new ArrayList<>();
    while (reader.read()) {
      statements.add(statement(reader, chars));
    }
    return new Script(statements);
  }

  /** The statements in order; empty ones are left out. */
  public List<Statement> statements() {
    return statements;
  }

  private static Statement statement(StatementReader reader, char[] chars) {
    Tokens tokens = reader.tokens();
    Place place = reader.place();
    CopyData data = reader.copyData();
    return new Statement(
        tokens.text(0, tokens.size()),
        tokens.start(0),
        place.line(),
        place.column(),
        Classifier.classify(tokens),
        data.start() < 0
            ? Optional.empty()
            : Optional.of(new String(chars, data.start(), data.end() - data.start())));
  }
}
