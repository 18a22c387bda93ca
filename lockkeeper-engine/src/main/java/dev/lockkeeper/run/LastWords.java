package dev.lockkeeper.run;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;

/**
 * Sends what a run has to write after it was asked to stop. A cancellation that was on its way may
 * still hit one of these statements; it is sent again then.
 */
final class LastWords {
  private static final int TRIES = 3;

  private LastWords() {}

  static void send(Session session, String statements) {
    for (int i = 1; ; i++) {
      try {
        session.send(statements);
        return;
      } catch (ServerException e) {
        if (!e.sqlState().equals("57014") || i == TRIES) {
          throw e;
        }
      }
    }
  }
}
