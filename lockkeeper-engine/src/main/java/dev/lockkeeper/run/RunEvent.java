package dev.lockkeeper.run;

import dev.lockkeeper.database.LockHolder;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.SourceFolder;
import java.time.Duration;
import java.util.Optional;

/** Something that happens during a run, for those who watch it. */
public sealed interface RunEvent {

  /** A migrations folder was read. */
  record FolderRead(SourceFolder folder) implements RunEvent {}

  /** Another run holds the lock; told again every ten seconds. */
  record WaitingForLock(Optional<LockHolder> holder, Duration waited, Duration limit)
      implements RunEvent {}

  /** The run begins with its plan. */
  record Started(String runId, String action, int steps, String database) implements RunEvent {}

  /** A migration begins. */
  record MigrationStarted(String title, Direction direction, int number, int of)
      implements RunEvent {}

  /** A statement has ended. */
  record StatementFinished(String title, int number, int of, String command, long millis, long rows)
      implements RunEvent {}

  /** A migration waits for a table lock or lost a deadlock, and is tried again. */
  record Retrying(String title, String why, int attempt, Duration pause) implements RunEvent {}

  /** The server, a Java migration or Lockkeeper has something to say. */
  record Notice(String title, String text) implements RunEvent {}

  /** A long statement is under way; told from another thread every few seconds. */
  record Progress(String title, String text) implements RunEvent {}

  /**
   * What the database is like.
   *
   * @param moment {@code before} or {@code after} the work
   * @param json an object
   */
  record Facts(String moment, String json) implements RunEvent {}

  /** A migration is in the ledger. */
  record MigrationFinished(MigrationResult result) implements RunEvent {}

  /** Another program has done a migration, as its own history tells when it has ended. */
  record MigrationFound(MigrationResult result) implements RunEvent {}

  /** The run has ended, well or not. */
  record Finished(RunReport report) implements RunEvent {}
}
