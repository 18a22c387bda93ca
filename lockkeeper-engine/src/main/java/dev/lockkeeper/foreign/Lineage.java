package dev.lockkeeper.foreign;

import java.util.List;

/** Knows which migrations come before which, for a tool whose history names only the last. */
@FunctionalInterface
public interface Lineage {
  /** Nothing is known of what came before. */
  Lineage UNKNOWN = heads -> heads;

  /**
   * Every migration that is applied, oldest first, where the history names these.
   *
   * @param heads what the history names; may be empty
   */
  List<String> upTo(List<String> heads);
}
