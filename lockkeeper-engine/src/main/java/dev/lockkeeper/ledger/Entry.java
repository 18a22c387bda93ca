package dev.lockkeeper.ledger;

import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import java.util.List;
import java.util.Optional;

/**
 * One migration that a run has applied or undone, as the ledger keeps it.
 *
 * @param migration the migration
 * @param direction which way it went
 * @param batch the batch it belongs to
 * @param duration an SQL expression for how long it took, in milliseconds
 * @param statements how long each statement took, where that is known; else only their number
 * @param text the text that ran, with secrets masked; nothing for Java
 * @param exactChecksum of that text before masking
 * @param canonicalChecksum of the up text
 */
public record Entry(
    Migration migration,
    Direction direction,
    int batch,
    String duration,
    StatementTimes statements,
    Optional<String> text,
    String exactChecksum,
    String canonicalChecksum) {

  /**
   * How the statements of a migration went.
   *
   * @param count how many there were
   * @param millis how long each took; empty if they were sent in bulk
   * @param rows how many rows each changed, -1 where the server does not say; empty in bulk
   */
  public record StatementTimes(int count, List<Long> millis, List<Long> rows) {
    public StatementTimes {
      millis = List.copyOf(millis);
      rows = List.copyOf(rows);
    }
  }
}
