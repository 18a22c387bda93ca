package dev.lockkeeper.release.settings;

import java.util.Optional;

/**
 * What is kept of the database before it is changed.
 *
 * @param folder where pg_dump writes its file, relative to the project folder
 * @param instance the Cloud SQL instance, as {@code project:region:instance}; the one of the
 *     database's address if left out
 */
public record BackupSettings(BackupKind kind, Optional<String> folder, Optional<String> instance) {
  /** Nothing is kept. */
  public static final BackupSettings NONE =
      new BackupSettings(BackupKind.NONE, Optional.empty(), Optional.empty());
}
