package dev.lockkeeper.foreign;

import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The histories of other tools in a database that Lockkeeper does not know yet, for those who have
 * to say how to go on there. Immutable.
 *
 * @param tables the recognised histories
 * @param words how far each of them is
 */
public record Discovery(List<ForeignTable> tables, List<String> words) {

  public Discovery {
    tables = List.copyOf(tables);
    words = List.copyOf(words);
  }

  /** Looks for histories. A table that cannot be read is named all the same. */
  public static Discovery look(Session session) {
    List<ForeignTable> tables = Recognition.all(session);
    return new Discovery(tables, tables.stream().map(table -> words(session, table)).toList());
  }

  /** With one history the tool need not be named. */
  private String command(ForeignTable table) {
    return tables.size() == 1
        ? "`lockkeeper adopt`"
        : "`lockkeeper adopt --from " + table.tool().id() + "`";
  }

  private static String words(Session session, ForeignTable table) {
    String name = table.schema().equals("public") ? table.name() : table.display();
    try {
      List<Result.Row> rows = session.last(HistoryQuery.of(table)).rows();
      boolean counts = rows.stream().noneMatch(row -> row.text(6).equals("up-to"));
      return name
          + ": "
          + (counts
              ? rows.size() + (rows.size() == 1 ? " migration" : " migrations")
              : "version " + rows.get(rows.size() - 1).text(0));
    } catch (ServerException e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      return name + ": not readable";
    }
  }

  /** What to put behind the statement that a database has tables and no ledger. */
  public String summary() {
    return words.isEmpty() ? "" : "; " + String.join(", ", words);
  }

  /** The ways to go on. */
  public String ways() {
    String adopt =
        tables.isEmpty()
            ? "If another tool kept it: `lockkeeper adopt --from TOOL --table TABLE`. If no tool did,"
                + " and some of these migrations are in it already, say up to which: `lockkeeper"
                + " adopt --baseline V`."
            : "To go on where "
                + tables.stream()
                    .map(table -> table.tool().title())
                    .collect(Collectors.joining(" or "))
                + " stopped: "
                + tables.stream().map(this::command).collect(Collectors.joining(" or "))
                + ".";
    return "Is it the right database? "
        + adopt
        + " To run all these migrations beside what is there: `lockkeeper up --allow-existing`.";
  }
}
