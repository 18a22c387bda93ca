package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.migration.Direction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of the events, as the statement that inserts it. */
record EventRow(
    String kind,
    String version,
    String name,
    Direction direction,
    int batch,
    String duration,
    Entry.StatementTimes statements,
    String checksum,
    @Nullable String sqlState,
    @Nullable String message) {

  /** An event of a migration that went as the entry says. */
  static EventRow of(String kind, Entry entry) {
    return new EventRow(
        kind,
        entry.migration().version().toString(),
        entry.migration().name(),
        entry.direction(),
        entry.batch(),
        entry.duration(),
        entry.statements(),
        entry.exactChecksum(),
        null,
        null);
  }

  /** The same for so many statements, without their times. */
  EventRow counting(int count) {
    return new EventRow(
        kind,
        version,
        name,
        direction,
        batch,
        duration,
        new Entry.StatementTimes(count, List.of(), List.of()),
        checksum,
        sqlState,
        message);
  }

  /** The same with what the server or a person said. */
  EventRow saying(@Nullable String state, @Nullable String words) {
    return new EventRow(
        kind, version, name, direction, batch, duration, statements, checksum, state, words);
  }

  /** The statement; the proof is an expression that is null unless the lock is held. */
  String insert(LedgerTables tables, RunIdentity run, String proof) {
    return "INSERT INTO "
        + tables.event
        + " (run_id, project, environment, kind, version, name, direction, batch, duration_ms,"
        + " statements, statement_ms, statement_rows, checksum, sql_state, message, lock_holder)"
        + " VALUES ("
        + String.join(
            ", ",
            "'" + run.id() + "'",
            Literal.text(run.project()),
            Literal.text(run.environment()),
            Literal.text(kind),
            Literal.text(version),
            Literal.text(name),
            Literal.text(direction.id()),
            Integer.toString(batch),
            duration,
            Integer.toString(statements.count()),
            array(statements.millis()),
            array(statements.rows()),
            Literal.text(checksum),
            Literal.text(sqlState),
            Literal.text(message),
            proof)
        + ")";
  }

  private static String array(List<Long> numbers) {
    if (numbers.isEmpty()) {
      return "NULL";
    }
    StringBuilder array = new StringBuilder("'{");
    for (long number : numbers) {
      array.append(array.length() > 2 ? "," : "").append(number);
    }
    return array.append("}'").toString();
  }
}
