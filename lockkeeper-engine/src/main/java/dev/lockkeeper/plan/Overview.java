package dev.lockkeeper.plan;

import dev.lockkeeper.migration.SourceFolder;
import java.util.List;

/**
 * What {@code status} shows. Immutable.
 *
 * @param migrations every migration of the folders or the ledger, in version order
 * @param folders the folders, and how their files are named
 * @param ledgerExists whether the database has a ledger at all
 */
public record Overview(
    List<MigrationStatus> migrations, List<SourceFolder> folders, boolean ledgerExists) {

  public Overview {
    migrations = List.copyOf(migrations);
    folders = List.copyOf(folders);
  }
}
