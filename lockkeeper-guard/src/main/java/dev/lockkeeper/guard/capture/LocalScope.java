package dev.lockkeeper.guard.capture;

import java.util.Set;
import java.util.TreeSet;

/**
 * Settings that a client has made for one of its transactions. Elsewhere they would end with it;
 * here they outlive it, since the release of a savepoint keeps them. Not thread-safe.
 */
final class LocalScope {
  /** These change how long something may take or what is told of it, and not what it does. */
  private static final Set<String> HARMLESS =
      Set.of(
          "application_name",
          "client_min_messages",
          "idle_in_transaction_session_timeout",
          "lock_timeout",
          "maintenance_work_mem",
          "statement_timeout",
          "transaction_timeout",
          "work_mem");

  private final Set<String> current = new TreeSet<>();
  private final Set<String> outliving = new TreeSet<>();

  /** The client has set them in what it has begun. */
  void set(Set<String> names) {
    current.addAll(names);
    current.removeAll(HARMLESS);
  }

  void committed() {
    outliving.addAll(current);
    current.clear();
  }

  void undone() {
    current.clear();
  }

  /** All settings are as at the start of the session. */
  void reset() {
    current.clear();
    outliving.clear();
  }

  /** The names of those whose transaction is over. */
  Set<String> outliving() {
    return outliving;
  }
}
