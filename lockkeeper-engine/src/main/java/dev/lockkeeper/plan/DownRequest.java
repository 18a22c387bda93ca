package dev.lockkeeper.plan;

import dev.lockkeeper.migration.Version;

/** What {@code down} was asked to undo. */
public sealed interface DownRequest {

  /** The migrations of the last batch. */
  record LastBatch() implements DownRequest {}

  /** The given number of migrations, the last one first. */
  record Steps(int count) implements DownRequest {}

  /** Everything after a version, which stays applied. */
  record To(Version version) implements DownRequest {}

  /** The migrations of one batch. */
  record Batch(int number) implements DownRequest {}

  /** The migrations of one release. */
  record Release(String id) implements DownRequest {}

  /** Everything. */
  record All() implements DownRequest {}
}
