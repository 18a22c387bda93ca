package dev.lockkeeper.foreign;

import dev.lockkeeper.migration.Version;
import java.util.Optional;

/**
 * Which history to take over.
 *
 * @param tool the tool that kept it; recognised if not given
 * @param table its history table, with or without the schema, if it has not the usual name
 * @param baseline for a database that no tool kept: every file up to this version counts as applied
 */
public record AdoptRequest(
    Optional<Tool> tool, Optional<String> table, Optional<Version> baseline) {
  /** The one history that is there. */
  public static final AdoptRequest RECOGNISED =
      new AdoptRequest(Optional.empty(), Optional.empty(), Optional.empty());

  /** The history of a tool, in its usual table. */
  public static AdoptRequest from(Tool tool) {
    return new AdoptRequest(Optional.of(tool), Optional.empty(), Optional.empty());
  }

  /** Every file up to a version, without any history. */
  public static AdoptRequest baseline(Version version) {
    return new AdoptRequest(Optional.empty(), Optional.empty(), Optional.of(version));
  }
}
