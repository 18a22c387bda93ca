package dev.lockkeeper.source;

import dev.lockkeeper.failure.LockkeeperException;

/** One file of a migrations folder. */
public interface ScriptFile {

  /** The name without folders. */
  String name();

  /** The file as the user would name it. */
  String display();

  /** The file from its migrations folder on, with slashes. */
  String path();

  /** Whether its name is that of an SQL script. */
  default boolean isSql() {
    return name().regionMatches(true, name().length() - 4, ".sql", 0, 4);
  }

  /** The name of the folder that it lies in, without the folders above. */
  default String parent() {
    String path = display();
    int end = path.lastIndexOf('/');
    return end < 0 ? "" : path.substring(path.lastIndexOf('/', end - 1) + 1, end);
  }

  /**
   * The text, with its byte order mark if it has one.
   *
   * @throws LockkeeperException if it cannot be read or is not UTF-8
   */
  String read();
}
