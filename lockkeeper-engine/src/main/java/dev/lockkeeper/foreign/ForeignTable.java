package dev.lockkeeper.foreign;

import dev.lockkeeper.database.Literal;

/**
 * The history table of a tool.
 *
 * @param tool whose table it is
 * @param schema its schema
 * @param name its name
 */
public record ForeignTable(Tool tool, String schema, String name) {

  /** Schema and name, as messages show it. */
  public String display() {
    return schema + "." + name;
  }

  /** Schema and name as SQL. */
  String sql() {
    return Literal.name(schema) + "." + Literal.name(name);
  }
}
