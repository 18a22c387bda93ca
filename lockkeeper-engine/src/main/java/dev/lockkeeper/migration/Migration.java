package dev.lockkeeper.migration;

import java.util.List;
import java.util.Optional;

/**
 * One versioned change. Immutable.
 *
 * @param version its place in the order
 * @param name what it does
 * @param phase when it may run
 * @param requires versions that must be applied before it
 * @param irreversible why there is no way back, if that is declared
 * @param up how to apply it
 * @param down how to undo it, if there is a way
 * @param repeatable whether it runs again whenever its text has changed, as Flyway's {@code R__}
 *     scripts do; such a one is never undone
 */
public record Migration(
    Version version,
    String name,
    Phase phase,
    List<Version> requires,
    Optional<String> irreversible,
    Body up,
    Optional<Body> down,
    boolean repeatable) {

  public Migration {
    requires = List.copyOf(requires);
  }

  /** A migration that runs once. */
  public Migration(
      Version version,
      String name,
      Phase phase,
      List<Version> requires,
      Optional<String> irreversible,
      Body up,
      Optional<Body> down) {
    this(version, name, phase, requires, irreversible, up, down, false);
  }

  /** The same with its version in another spelling. */
  public Migration withVersion(Version spelling) {
    return new Migration(spelling, name, phase, requires, irreversible, up, down, repeatable);
  }

  /** Whether {@code down} can undo it. */
  public boolean isReversible() {
    return down.isPresent() && irreversible.isEmpty();
  }

  /** Version and name, as messages show it. */
  public String title() {
    return version.title(name);
  }
}
