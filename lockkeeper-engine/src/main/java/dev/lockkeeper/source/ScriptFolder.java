package dev.lockkeeper.source;

import dev.lockkeeper.failure.LockkeeperException;
import java.util.List;

/** A place that holds script files. */
public interface ScriptFolder {

  /** The place as the user would name it. */
  String display();

  /**
   * Every file that ends in {@code .sql}, in any order; hidden files and files in hidden folders
   * are left out.
   *
   * @throws LockkeeperException if the place cannot be read
   */
  List<ScriptFile> scripts();
}
