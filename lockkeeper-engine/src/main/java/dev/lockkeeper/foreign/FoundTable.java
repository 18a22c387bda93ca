package dev.lockkeeper.foreign;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table of the database that may be a history.
 *
 * @param schema its schema
 * @param name its name
 * @param columns its columns with the categories of their types, in order
 */
record FoundTable(String schema, String name, Map<String, String> columns) {

  /** Every table with one of these names, in whatever schema. */
  static List<FoundTable> named(Session session, Collection<String> names) {
    String list = names.stream().map(Literal::text).collect(Collectors.joining(", "));
    return find(session, "c.relname IN (" + list + ")");
  }

  /** The tables that a person means by a name, which may have a schema in front. */
  static List<FoundTable> meant(Session session, String text) {
    int dot = text.indexOf('.');
    String name = "c.relname = " + Literal.text(text.substring(dot + 1));
    return find(
        session,
        dot < 0 ? name : name + " AND n.nspname = " + Literal.text(text.substring(0, dot)));
  }

  private static List<FoundTable> find(Session session, String condition) {
    Map<String, FoundTable> found = new LinkedHashMap<>();
    for (Result.Row row :
        session
            .last(
                "SELECT n.nspname, c.relname, a.attname, t.typcategory FROM pg_catalog.pg_class c"
                    + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN"
                    + " pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT"
                    + " a.attisdropped JOIN pg_catalog.pg_type t ON t.oid = a.atttypid WHERE"
                    + " c.relkind IN ('r', 'p') AND n.nspname <> 'information_schema' AND n.nspname"
                    + " !~ '^pg_' AND "
                    + condition
                    + " ORDER BY 1, 2, a.attnum")
            .rows()) {
      found
          .computeIfAbsent(
              row.text(0) + "." + row.text(1),
              key -> new FoundTable(row.text(0), row.text(1), new LinkedHashMap<>()))
          .columns
          .put(row.text(2), row.text(3));
    }
    return new ArrayList<>(found.values());
  }

  /** The same table as the history of a tool. */
  ForeignTable of(Tool tool) {
    return new ForeignTable(tool, schema, name);
  }

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
