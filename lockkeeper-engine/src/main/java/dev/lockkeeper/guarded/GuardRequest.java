package dev.lockkeeper.guarded;

import dev.lockkeeper.foreign.Lineage;
import dev.lockkeeper.foreign.Tool;
import java.util.List;
import java.util.Optional;

/**
 * What another program is asked to do.
 *
 * @param action the command on record, such as {@code run}
 * @param command the program and its arguments, without secrets
 * @param tool the migration tool that it is, if it is known
 * @param table that tool's history table, if it has not the usual name
 * @param lineage what is known of the order of its migrations
 * @param reason why, where a person said so; else empty
 * @param dangerous whether a protected environment asks for a confirmation
 */
public record GuardRequest(
    String action,
    List<String> command,
    Optional<Tool> tool,
    Optional<String> table,
    Lineage lineage,
    String reason,
    boolean dangerous) {

  public GuardRequest {
    command = List.copyOf(command);
  }
}
