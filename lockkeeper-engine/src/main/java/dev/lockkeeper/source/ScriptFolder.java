package dev.lockkeeper.source;

import dev.lockkeeper.failure.LockkeeperException;
import java.util.List;

/** A place that holds script files. */
public interface ScriptFolder {

  /** The place as the user would name it. */
  String display();

  /**
   * Every file, in any order; hidden files and files in hidden folders are left out.
   *
   * @throws LockkeeperException if the place cannot be read
   */
  List<ScriptFile> files();

  /**
   * Every file that ends in {@code .sql}, in any order.
   *
   * @throws LockkeeperException if the place cannot be read
   */
  default List<ScriptFile> scripts() {
    return files().stream().filter(ScriptFile::isSql).toList();
  }
}
