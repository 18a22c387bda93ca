package dev.lockkeeper.check;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.FilledText;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.sql.Masking;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.Statement;
import java.util.List;

/** Where a script comes from: finds places in its file, and shows of its statements what it may. */
record SourceText(SqlBody body, FilledText text) {

  static SourceText of(SqlBody body) {
    return new SourceText(body, body.filled());
  }

  /**
   * The statements as they are sent.
   *
   * @throws LockkeeperException if they cannot be told apart
   */
  List<Statement> statements() {
    try {
      return Script.parse(text.sent()).statements();
    } catch (LockkeeperException e) {
      Place inText = e.place().orElse(Place.of(body.file()));
      Place place = body.place(inText.line(), text.isPlain() ? inText.column() : 0);
      throw LockkeeperException.because(
              e.code(), place + ": " + text.redacted(String.valueOf(e.getMessage())))
          .at(place)
          .databaseState("Nothing was changed.")
          .hint(e.hint().orElse("Mend the script and run the command again."))
          .build();
    }
  }

  /** A statement as the file has it. */
  String written(Statement statement) {
    return text.isPlain()
        ? statement.text()
        : text.written(statement.offset(), statement.offset() + statement.text().length());
  }

  /** The place in the file of a character of a statement, counted from 0 from its beginning. */
  Place place(Statement statement, int offset) {
    int line = statement.line();
    int column = statement.column();
    String source = statement.text();
    int until = Math.min(offset, source.length());
    if (!text.isPlain()) {
      source = text.written();
      until = text.writtenOffset(statement.offset() + until);
      line = 1;
      column = 1;
    }
    for (int i = 0; i < until; i++) {
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

  LockkeeperException refused(Statement statement, ErrorCode code, String complaint, String hint) {
    Place place = place(statement, 0);
    return LockkeeperException.because(code, place + ": " + text.redacted(complaint))
        .at(place)
        .statement(Masking.mask(written(statement)))
        .databaseState("Nothing was changed.")
        .hint(hint)
        .build();
  }
}
