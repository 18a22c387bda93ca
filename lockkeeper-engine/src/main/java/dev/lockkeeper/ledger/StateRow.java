package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Direction;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One row of the state table, as the statement that inserts it from the event of the same message,
 * called {@code entry} there.
 *
 * @param kind what the row says
 * @param entry the migration
 * @param kept what stood there before and stays, if anything: a way down keeps it
 * @param progress how far it came, for a half-applied one
 * @param adoption where it comes from, for an adopted one
 */
record StateRow(
    Applied.Kind kind,
    Entry entry,
    Optional<Applied> kept,
    Optional<Applied.Progress> progress,
    Optional<Adoption> adoption) {

  private static final Applied.Progress COMPLETE =
      new Applied.Progress(Direction.UP, 0, 0, "", "", "");

  /** The row of a migration that is complete. */
  static StateRow complete(Applied.Kind kind, Entry entry) {
    return new StateRow(kind, entry, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The row of a migration that is not complete. */
  static StateRow partial(Entry entry, Applied.Progress progress, Optional<Applied> kept) {
    return new StateRow(Applied.Kind.PARTIAL, entry, kept, Optional.of(progress), Optional.empty());
  }

  /** The row of a migration that another tool has applied. */
  static StateRow adopted(Entry entry, Adoption adoption) {
    return new StateRow(
        Applied.Kind.ADOPTED, entry, Optional.empty(), Optional.empty(), Optional.of(adoption));
  }

  /**
   * The statement.
   *
   * @param replaces whether it takes the place of a row that stands there already; if not, such a
   *     row is an error
   */
  String insert(LedgerTables tables, RunIdentity run, boolean replaces) {
    Applied.Progress shown = progress.orElse(COMPLETE);
    return " INSERT INTO "
        + tables.migration
        + " (project, version, name, phase, kind, batch, sequence, applied_at, duration_ms,"
        + " checksum, canonical_checksum, run_id, release_id, direction, statements_done,"
        + " statement_in_flight, prefix_checksum, detail) SELECT "
        + String.join(
            ", ",
            Literal.text(run.project()),
            Literal.text(entry.migration().version().toString()),
            Literal.text(entry.migration().name()),
            Literal.text(entry.migration().phase().id()),
            Literal.text(kind.name().toLowerCase(Locale.ROOT)),
            Integer.toString(kept.map(Applied::batch).orElse(entry.batch())),
            kept.map(row -> Long.toString(row.sequence())).orElse("id"),
            adoption.map(Adoption::appliedAt).map(StateRow::time).orElse("at"),
            "duration_ms",
            Literal.text(kept.map(Applied::exactChecksum).orElse(entry.exactChecksum())),
            Literal.text(kept.map(Applied::canonicalChecksum).orElse(entry.canonicalChecksum())),
            "'" + run.id() + "'",
            Literal.text(adoption.isPresent() ? null : run.releaseId().orElse(null)),
            Literal.text(shown.direction().id()),
            Integer.toString(shown.done()),
            Integer.toString(shown.inFlight()),
            Literal.text(shown.prefixChecksum()),
            Literal.text(
                adoption
                    .map(from -> OriginText.column(from.origin()))
                    .orElseGet(() -> InFlight.of(shown).column())))
        + " FROM entry"
        + (replaces ? REPLACE + (kept.isPresent() ? "" : REPLACE_TIMES) : "");
  }

  private static String time(Optional<Instant> time) {
    return time.map(at -> Literal.text(at.toString()) + "::timestamptz")
        .orElse("NULL::timestamptz");
  }

  private static final String REPLACE =
      " ON CONFLICT (project, version) DO UPDATE SET kind = excluded.kind, batch = excluded.batch,"
          + " sequence = excluded.sequence, checksum = excluded.checksum, canonical_checksum ="
          + " excluded.canonical_checksum, run_id = excluded.run_id, release_id ="
          + " excluded.release_id, direction = excluded.direction, statements_done ="
          + " excluded.statements_done, statement_in_flight = excluded.statement_in_flight,"
          + " prefix_checksum = excluded.prefix_checksum, detail = excluded.detail";

  private static final String REPLACE_TIMES =
      ", applied_at = excluded.applied_at, duration_ms = excluded.duration_ms";
}
