package dev.lockkeeper.check;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.sql.CanonicalText;
import dev.lockkeeper.sql.Masking;
import dev.lockkeeper.sql.Statement;
import java.util.List;

/**
 * A script that may be sent: split, cut into segments, and free of what Lockkeeper refuses.
 *
 * @param source where it comes from
 * @param statements its statements as they are sent, without the {@code BEGIN} and {@code COMMIT}
 *     around them all
 * @param segments the same statements, in the groups that succeed or fail together
 */
public record CheckedScript(SourceText source, List<Statement> statements, List<Segment> segments) {

  /**
   * Reads and checks a script.
   *
   * @throws LockkeeperException with an {@code INVALID} code that names file, line and column
   */
  public static CheckedScript of(SqlBody body) {
    SourceText source = SourceText.of(body);
    return new ScriptCheck(source).check(source.statements());
  }

  public CheckedScript {
    statements = List.copyOf(statements);
    segments = List.copyOf(segments);
  }

  /** Where it comes from. */
  public SqlBody body() {
    return source.body();
  }

  /** The text of the file, without values of variables. */
  public String text() {
    return source.text().written();
  }

  /** Whether it is sent as it stands in the file, without values of variables. */
  public boolean isPlain() {
    return source.text().isPlain();
  }

  /** Whether everything runs in one transaction together with the ledger's row. */
  public boolean isOneTransaction() {
    return segments.isEmpty()
        || (segments.size() == 1 && segments.get(0).kind() == Segment.Kind.TRANSACTION);
  }

  /** The text with secrets masked, as the ledger keeps it. */
  public String maskedText() {
    return Masking.mask(text());
  }

  /** A statement as people may see it: secrets masked, and variables by their names. */
  public String shown(Statement statement) {
    return Masking.mask(source.written(statement));
  }

  /** The same words without the values of variables. */
  public LockkeeperException hidden(LockkeeperException failure) {
    if (isPlain()) {
      return failure;
    }
    // The cause holds the server's own words.
    return LockkeeperException.because(
            failure.code(), source.text().hidden(String.valueOf(failure.getMessage())))
        .at(failure.place().orElse(null))
        .statement(failure.statement().orElse(null))
        .sqlState(failure.sqlState().orElse(null))
        .databaseState(failure.databaseState().orElse(null))
        .hint(failure.hint().map(source.text()::hidden).orElse(null))
        .build();
  }

  /**
   * What the server says while it runs: if the script has variables, without anything that the
   * server quotes, since it may quote a piece of a value.
   */
  public String redacted(String words) {
    return source.text().redacted(words);
  }

  /** The checksum of the first statements, to see later that nobody changed them. */
  public String prefixChecksum(int count) {
    StringBuilder prefix = new StringBuilder();
    for (Statement statement : statements.subList(0, Math.min(count, statements.size()))) {
      prefix.append(source.written(statement)).append(";\n");
      statement.copyData().map(source.text()::hidden).ifPresent(prefix::append);
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
        : Checksum.exact(CanonicalText.of(source.written(statements.get(number - 1))));
  }

  /** The place in the file of a character of a statement, counted from 0 from its beginning. */
  public Place place(Statement statement, int offset) {
    return source.place(statement, offset);
  }
}
