package dev.lockkeeper.check;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.sql.CanonicalText;
import dev.lockkeeper.sql.Masking;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.Statement;
import java.util.List;

/**
 * A script that may be sent: split, cut into segments, and free of what Lockkeeper refuses.
 *
 * @param body where it comes from
 * @param text its text
 * @param statements its statements without the {@code BEGIN} and {@code COMMIT} around them all
 * @param segments the same statements, in the groups that succeed or fail together
 */
public record CheckedScript(
    SqlBody body, String text, List<Statement> statements, List<Segment> segments) {

  /**
   * Reads and checks a script.
   *
   * @throws LockkeeperException with an {@code INVALID} code that names file, line and column
   */
  public static CheckedScript of(SqlBody body) {
    String text = body.text();
    List<Statement> statements;
    try {
      statements = Script.parse(text).statements();
    } catch (LockkeeperException e) {
      Place inText = e.place().orElse(Place.of(body.file()));
      Place place = body.place(inText.line(), inText.column());
      throw LockkeeperException.because(e.code(), place + ": " + e.getMessage())
          .at(place)
          .databaseState("Nothing was changed.")
          .hint(e.hint().orElse("Mend the script and run the command again."))
          .build();
    }
    return new ScriptCheck(body).check(text, statements);
  }

  public CheckedScript {
    statements = List.copyOf(statements);
    segments = List.copyOf(segments);
  }

  /** Whether everything runs in one transaction together with the ledger's row. */
  public boolean isOneTransaction() {
    return segments.isEmpty()
        || (segments.size() == 1 && segments.get(0).kind() == Segment.Kind.TRANSACTION);
  }

  /** The text with secrets masked, as the ledger keeps it. */
  public String maskedText() {
    return Masking.mask(text);
  }

  /** The checksum of the first statements, to see later that nobody changed them. */
  public String prefixChecksum(int count) {
    StringBuilder prefix = new StringBuilder();
    for (Statement statement : statements.subList(0, Math.min(count, statements.size()))) {
      prefix.append(statement.text()).append(";\n");
      statement.copyData().ifPresent(prefix::append);
    }
    return Checksum.exact(prefix.toString());
  }

  /**
   * The checksum of one statement, counted from 1, that its layout does not change; empty if there
   * is none.
   */
  public String statementChecksum(int number) {
    return number < 1 || number > statements.size()
        ? ""
        : Checksum.exact(CanonicalText.of(statements.get(number - 1).text()));
  }

  /** The place in the file of a character of a statement, counted from 0 from its beginning. */
  public Place place(Statement statement, int offset) {
    int line = statement.line();
    int column = statement.column();
    String source = statement.text();
    for (int i = 0; i < Math.min(offset, source.length()); i++) {
      char c = source.charAt(i);
      if (c == '\n') {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(c)) {
        column++;
      }
    }
    return body.place(line, column);
  }

  static LockkeeperException refused(
      SqlBody body, Statement statement, ErrorCode code, String complaint, String hint) {
    Place place = body.place(statement.line(), statement.column());
    return LockkeeperException.because(code, place + ": " + complaint)
        .at(place)
        .statement(Masking.mask(statement.text()))
        .databaseState("Nothing was changed.")
        .hint(hint)
        .build();
  }
}
