package dev.lockkeeper.sql;

/**
 * The parts of a CREATE INDEX.
 *
 * @param concurrently whether it says CONCURRENTLY
 * @param conditional whether it says IF NOT EXISTS
 * @param name index of the token where the name begins; -1 if the server chooses it
 * @param table index of the token where the table's name begins, behind ONLY
 */
record IndexParts(boolean concurrently, boolean conditional, int name, int table) {

  /** Reads on behind {@code CREATE [UNIQUE] INDEX}. */
  static IndexParts of(Tokens tokens, int next) {
    boolean concurrently = tokens.is(next, "CONCURRENTLY");
    int i = concurrently ? next + 1 : next;
    boolean conditional = tokens.are(i, "IF", "NOT", "EXISTS");
    if (conditional) {
      i += 3;
    }
    int name = tokens.is(i, "ON") ? -1 : i;
    int on = name < 0 ? i : Names.end(tokens, i);
    return new IndexParts(concurrently, conditional, name, Names.skipConditions(tokens, on + 1));
  }
}
