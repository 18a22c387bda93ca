package dev.lockkeeper;

import dev.lockkeeper.foreign.ForeignTable;
import dev.lockkeeper.run.RunReport;
import java.util.List;

/**
 * What another program did under the lock.
 *
 * @param run the run; its migrations are those that the program's own history names
 * @param histories the history tables that were read
 * @param statements how many statements are on record
 */
public record GuardReport(RunReport run, List<ForeignTable> histories, long statements) {
  public GuardReport {
    histories = List.copyOf(histories);
  }
}
