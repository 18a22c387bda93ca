package dev.lockkeeper.run;

import dev.lockkeeper.sql.LockClass;
import dev.lockkeeper.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** The pieces of SQL around a user's statements. */
final class Messages {
  /**
   * Before a ledger row: the row is written by the session's own role, and names mean what they
   * say, whatever the script has set. Local to the transaction, so that a later segment of the
   * script finds its settings again.
   */
  static final String LEDGER_FOOTING =
      "SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE NONE; SET LOCAL search_path TO"
          + " pg_catalog; SET LOCAL transaction_read_only TO off; ";

  private Messages() {}

  /** A ledger statement in a transaction of its own. */
  static String alone(String ledgerStatement) {
    return "BEGIN; " + LEDGER_FOOTING + ledgerStatement + "; COMMIT";
  }

  /**
   * How long a statement may wait for a lock, as a {@code SET} in front of it. What blocks others
   * waits shortly; what only waits itself may take its time.
   */
  static String lockTimeout(
      Statement statement, Duration standard, Optional<Duration> asked, boolean local) {
    Duration timeout =
        switch (statement.type().lockClass()) {
          case BLOCKING -> asked.orElse(standard);
          case SHARED -> asked.orElse(standard.multipliedBy(10));
          case NONE -> standard;
          case PATIENT -> Duration.ZERO;
        };
    return "SET " + (local ? "LOCAL " : "") + "lock_timeout TO " + timeout.toMillis() + "; ";
  }

  /** Whether the class of this statement lets it wait for others without limit. */
  static boolean isPatient(Statement statement) {
    return statement.type().lockClass() == LockClass.PATIENT;
  }
}
