package dev.lockkeeper.database.postgres;

import dev.lockkeeper.database.Result;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a message returned. */
final class Results {
  private Results() {}

  static List<Result> readAll(Statement statement, boolean startsWithRows) throws SQLException {
    List<Result> results = new ArrayList<>();
    boolean rows = startsWithRows;
    while (true) {
      if (rows) {
        results.add(read(statement.getResultSet()));
      } else {
        long count = statement.getLargeUpdateCount();
        if (count == -1) {
          return results;
        }
        results.add(new Result(List.of(), count));
      }
      rows = statement.getMoreResults();
    }
  }

  private static Result read(ResultSet source) throws SQLException {
    int columns = source.getMetaData().getColumnCount();
    List<Result.Row> rows = new ArrayList<>();
    while (source.next()) {
      @Nullable String[] values = new @Nullable String[columns];
      for (int i = 0; i < columns; i++) {
        values[i] = source.getString(i + 1);
      }
      rows.add(new Result.Row(values));
    }
    return new Result(rows, rows.size());
  }
}
