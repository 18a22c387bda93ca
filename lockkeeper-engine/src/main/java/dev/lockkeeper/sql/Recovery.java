package dev.lockkeeper.sql;

import java.util.Optional;

/**
 * What the catalog can tell about a statement whose fate is unknown after a crash. Immutable.
 *
 * @param kind what to look at
 * @param object the index, partition, type or schema in question, written as in the source, with
 *     the table's schema added to the name of a new index
 * @param table the table in question, written as in the source
 * @param label the enum label without its quotes, or for REINDEX the word INDEX, TABLE, SCHEMA,
 *     DATABASE or SYSTEM
 */
public record Recovery(
    Kind kind, Optional<String> object, Optional<String> table, Optional<String> label) {
  static final Recovery NONE = of(Kind.NONE);
  static final Recovery REPEATABLE = of(Kind.REPEATABLE);
  static final Recovery UNKNOWN = of(Kind.UNKNOWN);

  /** What to look at. */
  public enum Kind {
    /** Nothing: the transaction decides. */
    NONE,
    /** CREATE INDEX CONCURRENTLY; without an object if the server chooses the name. */
    CREATE_INDEX,
    /** DROP INDEX CONCURRENTLY. */
    DROP_INDEX,
    /** REINDEX CONCURRENTLY. */
    REINDEX,
    /** DETACH PARTITION … CONCURRENTLY or FINALIZE. */
    DETACH_PARTITION,
    /** ALTER TYPE … ADD VALUE. */
    ADD_ENUM_VALUE,
    /** Running it twice is harmless. */
    REPEATABLE,
    /** The catalog cannot tell. */
    UNKNOWN
  }

  static Recovery of(Kind kind) {
    return new Recovery(kind, Optional.empty(), Optional.empty(), Optional.empty());
  }

  Recovery withObject(String name) {
    return new Recovery(kind, Optional.of(name), table, label);
  }

  Recovery withTable(String name) {
    return new Recovery(kind, object, Optional.of(name), label);
  }

  Recovery withLabel(String text) {
    return new Recovery(kind, object, table, Optional.of(text));
  }
}
