package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.Version;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Reads the state table. */
final class AppliedRows {
  private AppliedRows() {}

  static String select(LedgerTables tables, String project) {
    return "SELECT version, name, phase, kind, batch, sequence, "
        + LedgerReports.micros("applied_at")
        + ", duration_ms, checksum, canonical_checksum, run_id, release_id, direction,"
        + " statements_done, statement_in_flight, prefix_checksum, detail FROM "
        + tables.migration
        + " WHERE project = "
        + Literal.text(project);
  }

  static Applied read(Result.Row row) {
    Applied.Kind kind = Applied.Kind.valueOf(row.text(3).toUpperCase(Locale.ROOT));
    return new Applied(
        Version.read(row.text(0)),
        row.text(1),
        Phase.of(row.text(2)).orElse(Phase.PRE),
        kind,
        row.integer(4),
        row.number(5),
        row.isNull(6) ? Optional.empty() : Optional.of(instant(row.number(6))),
        row.number(7),
        row.text(8),
        row.text(9),
        row.text(10),
        row.isNull(11) ? Optional.empty() : Optional.of(row.text(11)),
        kind == Applied.Kind.PARTIAL ? Optional.of(progress(row)) : Optional.empty(),
        kind == Applied.Kind.ADOPTED
            ? Optional.of(OriginText.read(row.text(16)))
            : Optional.empty());
  }

  private static Applied.Progress progress(Result.Row row) {
    InFlight inFlight = InFlight.read(row.text(16));
    return new Applied.Progress(
        row.text(12).equals("down") ? Direction.DOWN : Direction.UP,
        row.integer(13),
        row.integer(14),
        row.text(15),
        inFlight.checksum(),
        inFlight.catalog());
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
  }
}
