package dev.lockkeeper.sql;

import java.util.Set;

/**
 * The relations that a statement makes and the others that it names. Names are folded to lower case
 * unless quoted, and written {@code schema.name} when the text has a schema. If one statement of a
 * migration is not known, what the migration creates proves nothing. Immutable.
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
