package dev.lockkeeper.database;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one statement returned.
 *
 * @param rows its rows
 * @param count how many rows it changed, or returned; -1 if the server does not say
 */
public record Result(List<Row> rows, long count) {

  /** One row of text values. */
  public static final class Row {
    private final @Nullable String[] values;

    /** Wraps the values of a row. */
    public Row(@Nullable String[] values) {
      this.values = values;
    }

    /** The value in a column, counted from 0; empty for NULL. */
    public String text(int column) {
      String value = values[column];
      return value == null ? "" : value;
    }

    /** Whether the column is NULL. */
    public boolean isNull(int column) {
      return values[column] == null;
    }

    /** The value as an int; 0 for NULL. */
    public int integer(int column) {
      return isNull(column) ? 0 : Integer.parseInt(text(column));
    }

    /** The value as a long; 0 for NULL. */
    public long number(int column) {
      return isNull(column) ? 0 : Long.parseLong(text(column));
    }

    /** The value as a boolean; false for NULL. */
    public boolean truth(int column) {
      return text(column).equals("t") || text(column).equals("true");
    }
  }

  /** The only row. */
  public Row row() {
    return rows.get(0);
  }
}
