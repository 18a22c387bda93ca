package dev.lockkeeper.foreign;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.SqlBody;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file that is not what the tool applied.
 *
 * @param file the file
 * @param computed the tool's checksum of the file as it is
 * @param recorded the checksum in the tool's history
 */
record Mismatch(String file, String computed, String recorded) {

  /** Compares a file with its row; empty also where the tool keeps no checksum of it. */
  static Optional<Mismatch> of(ForeignTable table, ForeignMigration row, Migration file) {
    if (row.checksum().isEmpty() || !(file.up() instanceof SqlBody body)) {
      return Optional.empty();
    }
    String recorded = row.checksum().get();
    Set<String> accepted = ToolChecksum.accepted(table.tool(), body.text());
    return accepted.isEmpty() || accepted.contains(recorded)
        ? Optional.empty()
        : Optional.of(new Mismatch(body.file(), accepted.iterator().next(), recorded));
  }

  static LockkeeperException refusal(ForeignTable table, List<Mismatch> mismatches) {
    Mismatch first = mismatches.get(0);
    int more = mismatches.size() - 1;
    String tool = table.tool().title();
    return LockkeeperException.because(
            ErrorCode.CHANGED,
            first.file
                + " has the checksum "
                + first.computed
                + ", and "
                + table.display()
                + " has "
                + first.recorded
                + (more == 0 ? "" : " (and " + more + (more == 1 ? " more file)" : " more files)")))
        .at(Place.of(first.file))
        .databaseState("Nothing was changed.")
        .hint(
            "Restore the file as "
                + tool
                + " applied it, or let "
                + tool
                + " accept it first; then adopt again.")
        .build();
  }
}
