package dev.lockkeeper.foreign;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The row by which Liquibase or Knex says that it is at work. A process that is killed leaves it
 * behind, and then the tool refuses to work until somebody frees it.
 *
 * @param tool whose row
 * @param table its table
 * @param holder who has it and since when, as the tool has written it; empty for Knex, which does
 *     not say
 */
public record HeldRow(Tool tool, String table, String holder) {
  /** Both tools name the table after that of their history. */
  private static final Map<Tool, String> SUFFIXES =
      Map.of(Tool.LIQUIBASE, "lock", Tool.KNEX, "_lock");

  private static final Map<Tool, Signature> SIGNATURES =
      Map.of(
          Tool.LIQUIBASE,
          Signature.of("id:N locked:B lockgranted:D lockedby:S"),
          Tool.KNEX,
          Signature.of("index:N is_locked:N"));

  /** The row that the tool of a history holds, if it has one. */
  static Optional<HeldRow> of(Session session, ForeignTable history) {
    if (!SUFFIXES.containsKey(history.tool())) {
      return Optional.empty();
    }
    String name = history.name() + SUFFIXES.get(history.tool());
    return FoundTable.named(session, List.of(name)).stream()
        .filter(found -> found.schema().equals(history.schema()))
        .findFirst()
        .flatMap(found -> read(session, history.tool(), found));
  }

  /**
   * Every such row in the database; a table of another name counts for the tool that has it. The
   * history itself need not be there yet. What this role may not read is passed over.
   */
  static List<HeldRow> all(Session session, Optional<Tool> tool, Optional<String> history) {
    List<HeldRow> all = new ArrayList<>();
    SUFFIXES.forEach(
        (each, suffix) -> {
          Set<String> names = new LinkedHashSet<>(each.tables());
          if (tool.filter(each::equals).isPresent()) {
            history.ifPresent(name -> names.add(name.substring(name.indexOf('.') + 1)));
          }
          for (FoundTable found :
              FoundTable.named(session, names.stream().map(name -> name + suffix).toList())) {
            if (isReadable(session, found)) {
              read(session, each, found).ifPresent(all::add);
            }
          }
        });
    return all;
  }

  private static Optional<HeldRow> read(Session session, Tool tool, FoundTable table) {
    Signature signature = SIGNATURES.get(tool);
    if (signature == null || !signature.differences(table.columns()).isEmpty()) {
      return Optional.empty();
    }
    String held =
        tool == Tool.KNEX
            ? "SELECT '', '' FROM %s WHERE is_locked <> 0"
            : "SELECT lockedby, lockgranted FROM %s WHERE locked";
    return session.last(held.formatted(sql(table))).rows().stream()
        .findFirst()
        .map(row -> new HeldRow(tool, table.toString(), holder(row)));
  }

  private static boolean isReadable(Session session, FoundTable table) {
    return session
        .last(
            "SELECT CASE WHEN pg_catalog.has_schema_privilege("
                + Literal.text(table.schema())
                + ", 'USAGE') THEN pg_catalog.has_table_privilege("
                + Literal.text(sql(table))
                + ", 'SELECT') ELSE false END")
        .row()
        .truth(0);
  }

  private static String sql(FoundTable table) {
    return Literal.name(table.schema()) + "." + Literal.name(table.name());
  }

  private static String holder(Result.Row row) {
    return row.text(0).isEmpty() ? "" : row.text(0) + " since " + row.text(1);
  }

  /** The tool's own command that frees it. */
  String release() {
    return tool == Tool.KNEX ? "knex migrate:unlock" : "liquibase release-locks";
  }

  /** That it is held, and by whom. */
  String display() {
    return tool.title()
        + "'s lock in "
        + table
        + " is held"
        + (holder.isEmpty() ? "" : " by " + holder);
  }

  /** What to do about it, as sentences; somebody may be at work without Lockkeeper. */
  public String advice() {
    return display()
        + ". If no "
        + tool.title()
        + " is at work: `lockkeeper run -- "
        + release()
        + "`.";
  }
}
