package dev.lockkeeper.sql;

import java.util.Set;

/**
 * The relations that a statement makes and the others that it names. Names are folded to lower case
 * unless quoted, are in quotes only where they must be, and have the schema that the text has; so
 * equal names are equal text, and {@code to_regclass} takes them. If one statement of a migration
 * is not known, what the migration creates proves nothing: a SET may have moved the search path.
 * Immutable.
 *
 * @param known whether the text tells everything; false for DO, functions, settings and the like
 * @param creates relations that cannot have existed before
 * @param touches all other relations named
 */
public record Effect(boolean known, Set<String> creates, Set<String> touches) {
  static final Effect UNKNOWN = new Effect(false, Set.of(), Set.of());
  static final Effect NOTHING = new Effect(true, Set.of(), Set.of());

  /** Copies the sets. */
  public Effect {
    creates = Set.copyOf(creates);
    touches = Set.copyOf(touches);
  }
}
