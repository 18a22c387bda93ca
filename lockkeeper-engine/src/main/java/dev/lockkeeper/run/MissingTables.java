package dev.lockkeeper.run;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.FilledText;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.plan.Finding;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds tables that applied migrations made and that are not in the catalog. Only plain {@code
 * CREATE TABLE} counts; a table that any later statement drops, renames or moves does not.
 */
final class MissingTables {
  private MissingTables() {}

  static List<Finding> find(Session session, Catalog catalog, History history) {
    Map<String, String> made = new LinkedHashMap<>();
    for (Applied row : history.all()) {
      catalog
          .find(row.version())
          .filter(migration -> !row.isPartial() && migration.up() instanceof SqlBody)
          .ifPresent(migration -> follow((SqlBody) migration.up(), made));
    }
    if (made.isEmpty()) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    for (Result.Row row : session.last(query(made)).rows()) {
      findings.add(
          Verification.finding(
              "LK917",
              Finding.Severity.DANGER,
              "the table " + row.text(0) + ", made by " + made.get(row.text(0)) + ", is not there",
              Optional.empty()));
    }
    return findings;
  }

  private static void follow(SqlBody body, Map<String, String> made) {
    List<Statement> statements;
    try {
      FilledText text = body.filled();
      // The values of today need not be those of the day it was applied.
      statements = text.isPlain() ? Script.parse(text.sent()).statements() : List.of();
      if (!text.isPlain()) {
        made.clear();
      }
    } catch (LockkeeperException e) {
      made.clear(); // it was applied once; what its text is now is told elsewhere
      return;
    }
    for (Statement statement : statements) {
      String command = statement.type().command();
      if (command.equals("CREATE TABLE")) {
        statement.type().effect().creates().forEach(name -> made.put(name, body.file()));
      } else if (command.equals("DROP SCHEMA") || command.equals("SET")) {
        made.clear(); // names may mean something else from here on
      } else if (command.startsWith("DROP") || command.startsWith("ALTER")) {
        made.keySet().removeAll(statement.type().effect().touches());
      } else if (!statement.type().effect().known()) {
        made.clear();
      }
    }
  }

  private static String query(Map<String, String> made) {
    StringBuilder query = new StringBuilder("SELECT name FROM (VALUES ");
    String separator = "";
    for (String name : made.keySet()) {
      query.append(separator).append('(').append(Literal.text(name)).append(')');
      separator = ", ";
    }
    return query + ") AS made (name) WHERE pg_catalog.to_regclass(name) IS NULL";
  }
}
