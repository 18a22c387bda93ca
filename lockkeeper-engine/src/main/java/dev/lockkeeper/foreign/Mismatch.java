package dev.lockkeeper.foreign;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Migration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file that is not what the tool applied.
 *
 * @param what the file, or the part of it
 * @param file the file
 * @param computed the tool's checksum of the file as it is
 * @param recorded the checksum in the tool's history
 */
record Mismatch(String what, String file, String computed, String recorded) {

  /**
   * Compares a file with its row.
   *
   * @param accepted the checksums that the tool accepts for the file; none where it keeps none or
   *     it cannot be computed
   */
  static Optional<Mismatch> of(
      ForeignTable table, ForeignMigration row, Migration file, Set<String> accepted) {
    String recorded = row.checksum().orElse("");
    if (accepted.isEmpty() || accepted.contains(recorded)) {
      return Optional.empty();
    }
    String path = file.up().file();
    String what = table.tool() == Tool.LIQUIBASE ? file.title() + " in " + path : path;
    return Optional.of(new Mismatch(what, path, accepted.iterator().next(), recorded));
  }

  static LockkeeperException refusal(ForeignTable table, List<Mismatch> mismatches) {
    Mismatch first = mismatches.get(0);
    int more = mismatches.size() - 1;
    String tool = table.tool().title();
    return LockkeeperException.because(
            ErrorCode.CHANGED,
            first.what
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
