package dev.lockkeeper.foreign;

import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * One migration that the ledger takes over. What the other tool did not keep is empty.
 *
 * @param version its version, or the name by which the other tool knows it
 * @param name what it does; may be empty
 * @param file the migration of the project with this version, if there is one
 * @param appliedAt when it was applied
 * @param appliedBy the database role that applied it
 * @param durationMillis how long it took; 0 if that is not known
 * @param checksum the other tool's checksum of it, if the tool keeps one
 * @param compared whether that is the checksum of the file as well
 */
public record AdoptedMigration(
    Version version,
    String name,
    Optional<Migration> file,
    Optional<Instant> appliedAt,
    Optional<String> appliedBy,
    long durationMillis,
    Optional<String> checksum,
    boolean compared) {

  static AdoptedMigration of(ForeignMigration row, Optional<Migration> file, boolean compared) {
    return new AdoptedMigration(
        file.map(Migration::version).orElse(row.version()),
        file.map(Migration::name).orElse(row.name()),
        file,
        row.appliedAt(),
        row.appliedBy(),
        row.durationMillis(),
        row.checksum(),
        compared);
  }

  /** Whether the tool has a checksum of the file that nobody but the tool can compare. */
  public boolean isOpaque() {
    return file.isPresent() && checksum.isPresent() && !compared;
  }

  /** A file that counts as applied without a row of its own. */
  static AdoptedMigration assumed(Migration file) {
    return new AdoptedMigration(
        file.version(),
        file.name(),
        Optional.of(file),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        false);
  }
}
