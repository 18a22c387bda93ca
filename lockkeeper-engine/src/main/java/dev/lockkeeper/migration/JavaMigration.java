package dev.lockkeeper.migration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A migration written in Java. Found by {@link java.util.ServiceLoader} on the class path that the
 * settings name. It runs in one transaction together with its ledger row, on the thread of the run;
 * an exception rolls everything back. Implement {@link Reversible} to have a way back.
 */
public interface JavaMigration {

  /** The version, numbers separated by dots, such as {@code 20260217120000}. */
  String version();

  /** What it does, in words joined by underscores, such as {@code fill_display_names}. */
  String name();

  /** When it may run; before the new revision takes traffic unless it says otherwise. */
  default Phase phase() {
    return Phase.PRE;
  }

  /**
   * Any text that changes when the code's effect changes; compared like a script's checksum. Empty,
   * the default, compares nothing.
   */
  default String revision() {
    return "";
  }

  /** Applies the change. Whatever it throws is reported as the cause of the failure. */
  void up(Context context) throws Exception;

  /** A Java migration with a way back. */
  interface Reversible extends JavaMigration {

    /** Undoes the change. Whatever it throws is reported as the cause of the failure. */
    void down(Context context) throws Exception;
  }

  /** What a Java migration is given. Valid until the method returns; not thread-safe. */
  interface Context {

    /**
     * The connection, inside the migration's transaction. Committing, rolling back, switching
     * auto-commit and closing are refused with an {@link SQLException}.
     */
    Connection connection();

    /**
     * Runs one parameterised statement for many rows, a thousand rows a turn, and shows progress.
     *
     * @param sql a statement with {@code ?} for each value
     * @param rows the values of each row, in order
     * @return how many rows the statements changed
     */
    long batch(String sql, Iterable<List<?>> rows) throws SQLException;

    /** Shows a line of progress. */
    void progress(String message);
  }
}
