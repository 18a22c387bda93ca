package dev.lockkeeper.guard.preset;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.foreign.Lineage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The commands of one tool for one project. Every method only says what to run. What the tool has
 * no command for is refused by name with {@link ErrorCode#USAGE}, with what to do instead as the
 * hint.
 *
 * <p>{@code known} is what {@link #status()} has found. It is looked at only where a version or a
 * number of migrations matters. Implementations are immutable.
 */
public interface ToolCommands {
  /**
   * Applies what is pending.
   *
   * @param target the last migration to apply; everything if empty
   */
  ToolCommand up(Optional<String> target, List<ToolMigration> known);

  /**
   * The same as {@link #up}, but the first migration of an application whose tables are there
   * already is only marked as applied, as the tool itself judges.
   */
  default ToolCommand upOverExisting(Optional<String> target, List<ToolMigration> known) {
    throw NotOffered.byThisTool(
        "--fake-initial is an option of Django, and this project is migrated by another tool",
        "Mark by name what is in the database already: `lockkeeper mark V --applied --reason"
            + " TEXT`.");
  }

  /**
   * Undoes migrations. None if there is nothing to undo.
   *
   * @return commands to run in this order, each only if those before it succeeded
   * @throws LockkeeperException with {@link ErrorCode#UNKNOWN_VERSION} for a version that is not
   *     applied
   */
  List<ToolCommand> down(DownTarget target, List<ToolMigration> known);

  /**
   * Changes the history without running anything. Refused if the tool would mark others as well.
   *
   * @return commands to run in this order, each only if those before it succeeded
   * @throws LockkeeperException with {@link ErrorCode#UNKNOWN_VERSION} for a version that is not
   *     known
   */
  List<ToolCommand> mark(Mark mark, List<String> versions, List<ToolMigration> known);

  /** Which migrations there are and which of them are applied. */
  Status status();

  /** The SQL of what is pending. */
  Preview preview(List<ToolMigration> known);

  /**
   * What to ask before {@link #up}, where the tool's history can end in several places: the newest
   * migrations, as far as the tool names them. The answer fails with {@link
   * ErrorCode#SEVERAL_HEADS}, by name, if up would not know which of them is meant.
   */
  default Optional<Inquiry<List<String>>> heads() {
    return Optional.empty();
  }

  /**
   * How to learn from the project what its history table is called; the answer is empty for the
   * usual name.
   */
  default Optional<Inquiry<Optional<String>>> historyTable() {
    return Optional.empty();
  }

  /** How to learn which migrations come before which, where the history does not tell. */
  default Optional<Inquiry<Lineage>> lineage() {
    return Optional.empty();
  }

  /**
   * Looks whether the tool will find its settings.
   *
   * @param environment the variables that the tool will get
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if it will not
   */
  default void requireSettings(Map<String, String> environment) {}
}
