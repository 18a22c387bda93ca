package dev.lockkeeper.foreign;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.LockHolder;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The lock that a tool takes itself while it migrates. Where it is an advisory lock, it is held
 * until this is closed; where it is a row, the row must say that nobody has it. Tools without a
 * lock are noticed while their transaction writes to the history. Never waits.
 */
public final class ToolLock implements AutoCloseable {
  private final Session session;
  private final OptionalLong key;

  private ToolLock(Session session, OptionalLong key) {
    this.session = session;
    this.key = key;
  }

  /**
   * Takes the lock of the tool.
   *
   * @throws LockkeeperException with {@link ErrorCode#LOCKED} if the tool is at work
   */
  public static ToolLock take(Session session, ForeignTable table) {
    String database = session.last("SELECT pg_catalog.current_database()").row().text(0);
    OptionalLong key = AdvisoryKey.of(table, database);
    if (key.isPresent()
        && !session
            .last("SELECT pg_catalog.pg_try_advisory_lock(" + key.getAsLong() + ")")
            .row()
            .truth(0)) {
      throw busy(table, holder(session, AdvisoryKey.condition(key.getAsLong())));
    }
    ToolLock lock = new ToolLock(session, key);
    try {
      requireNoWriter(session, table);
      requireFreeRow(session, table);
      return lock;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** Gives the lock back; ending the session does so as well. */
  @Override
  public void close() {
    if (key.isPresent()) {
      try {
        session.send("SELECT pg_catalog.pg_advisory_unlock(" + key.getAsLong() + ")");
      } catch (RuntimeException e) {
        // The session is gone or its transaction failed; either way it ends now, with the lock.
      }
    }
  }

  /** A transaction that has written to the history keeps a lock on the table until its end. */
  private static void requireNoWriter(Session session, ForeignTable table) {
    Optional<LockHolder> writer =
        holder(
            session,
            "l.locktype = 'relation' AND l.granted AND l.pid <> pg_catalog.pg_backend_pid() AND"
                + " l.mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock',"
                + " 'AccessExclusiveLock') AND l.relation IN (pg_catalog.to_regclass("
                + Literal.text(table.sql())
                + "), pg_catalog.to_regclass("
                + Literal.text(lockTable(table))
                + "))");
    if (writer.isPresent()) {
      throw busy(table, writer);
    }
  }

  private static void requireFreeRow(Session session, ForeignTable table) {
    Optional<HeldRow> held = HeldRow.of(session, table);
    if (held.isPresent()) {
      throw rowHeld(held.get());
    }
  }

  /** Both tools name it after their history table. */
  private static String lockTable(ForeignTable table) {
    String suffix = table.tool() == Tool.KNEX ? "_lock" : "lock";
    return Literal.name(table.schema()) + "." + Literal.name(table.name() + suffix);
  }

  private static Optional<LockHolder> holder(Session session, String condition) {
    return session
        .last(
            "SELECT l.pid, a.application_name, a.usename, pg_catalog.host(a.client_addr), a.state,"
                + " pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() -"
                + " a.backend_start)::bigint FROM pg_catalog.pg_locks l LEFT JOIN"
                + " pg_catalog.pg_stat_activity a USING (pid) WHERE l.database = (SELECT oid FROM"
                + " pg_catalog.pg_database WHERE datname = pg_catalog.current_database()) AND "
                + condition
                + " LIMIT 1")
        .rows()
        .stream()
        .findFirst()
        .map(ToolLock::holder);
  }

  private static LockHolder holder(Result.Row row) {
    return new LockHolder(
        row.integer(0),
        row.text(1),
        row.text(2),
        row.text(3),
        row.text(4),
        Duration.ofSeconds(row.number(5)));
  }

  private static LockkeeperException busy(ForeignTable table, Optional<LockHolder> holder) {
    return LockkeeperException.because(
            ErrorCode.LOCKED,
            table.tool().title()
                + " is at work on this database: "
                + holder.map(LockHolder::describe).orElse("a session that has just ended"))
        .databaseState("Nothing was changed.")
        .hint("Wait until it has ended, and adopt again.")
        .build();
  }

  private static LockkeeperException rowHeld(HeldRow row) {
    return LockkeeperException.because(
            ErrorCode.LOCKED,
            row.tool().title() + " is at work on this database, or died there: " + row.display())
        .databaseState("Nothing was changed.")
        .hint(
            "Wait until it has ended. If nothing of it runs any more: `"
                + row.release()
                + "`, and adopt again.")
        .build();
  }
}
