package dev.lockkeeper.source;

import dev.lockkeeper.failure.LockkeeperException;

/** One script file. */
public interface ScriptFile {

  /** The name without folders. */
  String name();

  /** The file as the user would name it. */
  String display();

  /**
   * The text, with its byte order mark if it has one.
   *
   * @throws LockkeeperException if it cannot be read or is not UTF-8
   */
  String read();
}
