package dev.lockkeeper.guard.record;

import dev.lockkeeper.sql.LockClass;
import java.util.Collection;
import java.util.List;

/**
 * Finds the statement that has taken a lock, where several were sent before the server answered: by
 * the relations that they name.
 */
final class Attribution {
  private Attribution() {}

  /** Gives each lock to one of the statements, of which there is at least one. */
  static void give(Collection<Lock> locks, List<Execution> statements) {
    locks.forEach(lock -> taker(lock, statements).locks().add(lock.display()));
  }

  private static Execution taker(Lock lock, List<Execution> statements) {
    Execution namesIt = null;
    for (Execution each : statements) {
      if (lock.isNamedBy(each.sent())) {
        if (lock.isWeak() || isStrong(each)) {
          return each;
        }
        namesIt = namesIt == null ? each : namesIt;
      }
    }
    return namesIt == null ? inTheWay(statements) : namesIt;
  }

  /** The first statement that stands in the way of others; the last one if none does. */
  static Execution inTheWay(List<Execution> statements) {
    for (Execution each : statements) {
      if (each.sent().locks() == LockClass.BLOCKING) {
        return each;
      }
    }
    for (int i = statements.size() - 1; i > 0; i--) {
      if (statements.get(i).sent().takesLocks()) {
        return statements.get(i);
      }
    }
    return statements.get(0);
  }

  private static boolean isStrong(Execution execution) {
    return switch (execution.sent().locks()) {
      case BLOCKING, PATIENT -> true;
      case SHARED, NONE -> false;
    };
  }
}
