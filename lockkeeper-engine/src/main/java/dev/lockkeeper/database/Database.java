package dev.lockkeeper.database;

import dev.lockkeeper.failure.LockkeeperException;

/** A database that sessions can be opened to. Implementations are thread-safe. */
public interface Database {

  /**
   * Opens a session. A server that is starting or full is asked again for as long as the connect
   * timeout allows.
   *
   * @throws LockkeeperException with code {@code UNREACHABLE}, {@code AUTHENTICATION}, {@code
   *     SETTINGS} or {@code POOLER}
   */
  Session open();

  /** Host, port and database for messages, without secrets. */
  String display();
}
