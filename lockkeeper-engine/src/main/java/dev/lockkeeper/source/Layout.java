package dev.lockkeeper.source;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Migration;
import java.util.List;

/** How the files of one folder become migrations. Immutable, thread-safe. */
interface Layout {

  /**
   * Reads migrations.
   *
   * @param files every file of the folder, in the order of their paths
   * @throws LockkeeperException with an {@code INVALID} code that names the file that is wrong
   */
  List<Migration> migrations(List<ScriptFile> files);
}
