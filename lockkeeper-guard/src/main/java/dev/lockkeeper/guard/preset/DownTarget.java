package dev.lockkeeper.guard.preset;

/** How far down to go. */
public sealed interface DownTarget {
  /** What the tool itself means by its last: a batch for Knex, one migration for all others. */
  record Last() implements DownTarget {}

  /**
   * Everything behind a migration.
   *
   * @param version the migration that stays applied, as in {@link ToolMigration#version()}
   */
  record To(String version) implements DownTarget {}

  /** Everything. */
  record All() implements DownTarget {}
}
