package dev.lockkeeper.sql;

import java.util.LinkedHashSet;
import java.util.Set;

/** Collects the relations that one statement makes and names. Not thread-safe. */
final class RelationNames {
  private final Tokens tokens;
  private final Set<String> creates = new LinkedHashSet<>();
  private final Set<String> touches = new LinkedHashSet<>();
  private boolean known = true;

  RelationNames(Tokens tokens) {
    this.tokens = tokens;
  }

  Effect effect() {
    return new Effect(known, creates, touches);
  }

  void unknown() {
    known = false;
  }

  /**
   * The relation that a CREATE makes. It is only touched if it may have existed before, and a
   * temporary one is gone before the next migration, so it counts as touched too.
   *
   * @return the index behind its name
   */
  int create(Command command) {
    boolean conditional = tokens.are(command.next(), "IF", "NOT", "EXISTS");
    int name = Names.skipConditions(tokens, command.next());
    String normalised = Names.normalised(tokens, name);
    if (command.temporary()) {
      touches.add("pg_temp." + normalised);
    } else if (conditional || command.replaces()) {
      touches.add(normalised);
    } else {
      creates.add(normalised);
    }
    return Names.end(tokens, name);
  }

  /** An index lives in the schema of its table. */
  void createIndex(IndexParts parts) {
    int table = parts.table();
    int end = touch(table);
    if (parts.name() >= 0) {
      String schema = end - table > 1 ? Names.normalised(tokens, table, end - 1) : "";
      String name = schema + Names.normalised(tokens, parts.name());
      (parts.conditional() ? touches : creates).add(name);
    }
  }

  /** Takes the relation named at an index, if there is one; gives the index behind it. */
  int touch(int index) {
    int name = Names.skipConditions(tokens, index);
    int end = Names.end(tokens, name);
    if (end > name) {
      touches.add(Names.normalised(tokens, name, end));
    }
    return end;
  }

  /** Takes the table of the column named at an index. */
  void touchTableOfColumn(int index) {
    int end = Names.end(tokens, index);
    if (end - index > 2) {
      touches.add(Names.normalised(tokens, index, end - 2));
    }
  }

  /** Takes relations separated by commas, with stars and column lists behind them. */
  void touchList(int index) {
    int i = touch(index);
    while (i < tokens.size()) {
      if (tokens.isSymbol(i, '*')) {
        i++;
      } else if (tokens.isSymbol(i, '(')) {
        i = tokens.afterParentheses(i);
      } else if (tokens.isSymbol(i, ',')) {
        i = touch(i + 1);
      } else {
        return;
      }
    }
  }

  /** Takes all relations of a query that runs now; calls of functions make it unknown. */
  void runQuery(int from) {
    QueryNames query = new QueryNames(tokens, touches);
    query.read(from);
    known &= !query.callsUnknownFunction();
  }

  /** Takes all relations of a query that is only kept. */
  void keepQuery(int from) {
    new QueryNames(tokens, touches).read(from);
  }
}
