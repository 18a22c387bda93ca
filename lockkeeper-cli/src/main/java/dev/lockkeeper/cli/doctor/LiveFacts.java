package dev.lockkeeper.cli.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a live database says of itself.
 *
 * @param server version, role and state
 * @param connections how many there are and may be
 * @param isEncrypted whether this connection uses TLS
 * @param clockAhead by how much the server's clock is ahead of ours; negative if it is behind
 * @param clockTolerance by how much that may be wrong
 * @param pooler what a second connection showed
 * @param schema where an unqualified CREATE TABLE would go; empty if nowhere
 * @param mayCreate whether the role may create there
 * @param foreignTables how many tables it cannot alter
 * @param invalidIndexes names of indexes that are not valid and not being built
 * @param longTransactions transactions that are open for longer than is good
 * @param seesOthers whether the role can see what others run
 * @param freezing how close the database is to a forced vacuum
 */
record LiveFacts(
    Server server,
    Connections connections,
    boolean isEncrypted,
    Duration clockAhead,
    Duration clockTolerance,
    Pooler pooler,
    Optional<String> schema,
    boolean mayCreate,
    int foreignTables,
    List<String> invalidIndexes,
    List<Transaction> longTransactions,
    boolean seesOthers,
    Freezing freezing) {

  /** Version, role and state. */
  record Server(
      int version,
      String versionName,
      boolean isReplica,
      boolean isReadOnly,
      String user,
      boolean isSuperuser,
      List<String> adminGroups) {}

  /**
   * Connections.
   *
   * @param most {@code max_connections}
   * @param reserved how many of them are kept for superusers
   * @param used how many are in use
   * @param roleLimit how many the role may have; -1 for no limit
   */
  record Connections(int most, int reserved, int used, int roleLimit) {}

  /** What stands between us and the server. */
  enum Pooler {
    /** Nothing that matters. */
    NONE,
    /** Something that hands one backend to one client, as a pooler in session mode does. */
    SESSION,
    /** Something that hands one backend to several clients. */
    SHARED
  }

  /** An open transaction; {@code pid} is 0 for a prepared one. */
  record Transaction(int pid, String user, String state, Duration age) {}

  /**
   * The age of the oldest row version.
   *
   * @param workers process ids of autovacuum workers that prevent wraparound and give way to nobody
   * @param age of {@code datfrozenxid}, in transactions
   * @param most {@code autovacuum_freeze_max_age}
   */
  record Freezing(List<Integer> workers, long age, long most) {}
}
