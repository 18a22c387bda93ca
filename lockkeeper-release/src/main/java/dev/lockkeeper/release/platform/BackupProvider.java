package dev.lockkeeper.release.platform;

import dev.lockkeeper.release.settings.BackupKind;

/** Makes backups of Cloud SQL instances; found as a service, in a jar that need not be there. */
public interface BackupProvider {

  /**
   * A backup of an instance; nothing is asked of it yet.
   *
   * @param kind {@link BackupKind#ON_DEMAND} or {@link BackupKind#CLONE}
   * @param instance as {@code project:region:instance}
   */
  DatabaseBackup open(BackupKind kind, String instance);
}
