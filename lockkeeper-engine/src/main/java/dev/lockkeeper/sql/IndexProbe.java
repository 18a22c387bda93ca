package dev.lockkeeper.sql;

/**
 * Makes a twin of a CREATE INDEX for an empty copy of the table, so that the server can tell what
 * definition the statement asks for.
 */
public final class IndexProbe {
  private IndexProbe() {}

  /**
   * The same CREATE INDEX without CONCURRENTLY and IF NOT EXISTS and with other names.
   *
   * @param createIndex a CREATE INDEX statement
   * @param indexName the index to make, quoted where needed
   * @param tableName the table to make it on, quoted where needed
   * @throws IllegalArgumentException if the statement is no CREATE INDEX
   */
  public static String definition(Statement createIndex, String indexName, String tableName) {
    Tokens tokens = Tokens.of(createIndex.text(), false);
    Command command = Command.of(tokens);
    if (!command.is("CREATE INDEX")) {
      throw new IllegalArgumentException("not a CREATE INDEX: " + command.name());
    }
    IndexParts parts = IndexParts.of(tokens, command.next());
    int behindTable = Names.end(tokens, parts.table());
    boolean only = tokens.is(parts.table() - 1, "ONLY");
    return tokens.text(0, command.next())
        + " "
        + indexName
        + (only ? " ON ONLY " : " ON ")
        + tableName
        + columns(createIndex.text(), tokens, behindTable);
  }

  /** The rest of the statement; columns that are qualified with the table's name lose it. */
  private static String columns(String text, Tokens tokens, int from) {
    String table = Literals.name(tokens.text(from - 1));
    StringBuilder rest = new StringBuilder();
    int copied = tokens.end(from - 1);
    for (int i = from; i < tokens.size(); i++) {
      if (isQualifiedColumn(tokens, i, table)) {
        rest.append(text, copied, tokens.start(i));
        copied = tokens.start(i + 2);
        i += 2;
      }
    }
    return rest.append(text, copied, text.length()).toString();
  }

  private static boolean isQualifiedColumn(Tokens tokens, int index, String table) {
    return Names.startsAt(tokens, index)
        && !tokens.isSymbol(index - 1, '.')
        && tokens.isSymbol(index + 1, '.')
        && Names.end(tokens, index) == index + 3
        && !tokens.isSymbol(index + 3, '(')
        && Literals.name(tokens.text(index)).equals(table);
  }
}
