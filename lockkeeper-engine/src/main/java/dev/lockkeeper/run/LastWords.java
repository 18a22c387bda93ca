package dev.lockkeeper.run;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import java.util.function.Supplier;

/**
 * Does what a run has to do after it was asked to stop, or after a failure. A cancellation that was
 * on its way may still hit one of these statements; they are sent again then.
 */
final class LastWords {
  private static final int TRIES = 3;

  private LastWords() {}

  static void send(Session session, String statements) {
    insist(session, () -> session.send(statements));
  }

  private static void rollBack(Session session) {
    try {
      session.send("ROLLBACK");
    } catch (ServerException e) {
      if (!e.sqlState().equals("57014")) {
        throw e;
      }
      session.send("ROLLBACK");
    }
  }

  /**
   * Works until no cancellation hits it.
   *
   * @param work what can be done again from its beginning
   */
  static <T> T insist(Session session, Supplier<T> work) {
    for (int i = 1; ; i++) {
      try {
        return work.get();
      } catch (ServerException e) {
        if (!e.sqlState().equals("57014") || i == TRIES) {
          throw e;
        }
        rollBack(session);
      }
    }
  }
}
