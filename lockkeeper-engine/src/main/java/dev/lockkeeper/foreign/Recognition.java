package dev.lockkeeper.foreign;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds out which tool kept the history of a database: by the name of a table and by its columns,
 * since several tools use the same name.
 */
public final class Recognition {
  /** Rails has it beside its {@code schema_migrations}, which else looks like that of dbmate. */
  private static final String RAILS_COMPANION = "ar_internal_metadata";

  private Recognition() {}

  /**
   * The history that the request means.
   *
   * @throws LockkeeperException with {@link ErrorCode#NO_FOREIGN_HISTORY}, {@link
   *     ErrorCode#UNKNOWN_COLUMNS} or {@link ErrorCode#AMBIGUOUS_HISTORY}
   */
  public static ForeignTable require(Session session, AdoptRequest request) {
    if (request.tool().isPresent()) {
      return named(session, request.tool().get(), request.table());
    }
    List<FoundTable> unknown = new ArrayList<>();
    List<ForeignTable> known = look(session, unknown);
    if (!unknown.isEmpty()) {
      throw unknownColumns(unknown.get(0), closest(unknown.get(0)));
    }
    return only(known, "a history of a tool that Lockkeeper knows (" + Tool.names() + ")");
  }

  /** Every history that is recognised; nothing is refused. */
  public static List<ForeignTable> all(Session session) {
    return look(session, new ArrayList<>());
  }

  /**
   * The same, with one in a table that has a name of its own.
   *
   * @param tool whose table it is; without one, or without a table, there is no such history
   */
  public static List<ForeignTable> all(
      Session session, Optional<Tool> tool, Optional<String> table) {
    Set<ForeignTable> all = new LinkedHashSet<>(all(session));
    if (tool.isPresent() && table.isPresent()) {
      FoundTable.meant(session, table.get()).stream()
          .filter(found -> tool.get().signature().differences(found.columns()).isEmpty())
          .forEach(found -> all.add(found.of(tool.get())));
    }
    return List.copyOf(all);
  }

  private static List<ForeignTable> look(Session session, List<FoundTable> unknown) {
    Set<String> names = new LinkedHashSet<>(List.of(RAILS_COMPANION));
    for (Tool tool : Tool.values()) {
      names.addAll(tool.tables());
    }
    List<FoundTable> found = FoundTable.named(session, names);
    List<ForeignTable> known = new ArrayList<>();
    for (FoundTable table : found) {
      if (table.name().equals(RAILS_COMPANION)) {
        continue;
      }
      Optional<Tool> tool = tool(table, found);
      tool.ifPresentOrElse(is -> known.add(table.of(is)), () -> unknown.add(table));
    }
    return known;
  }

  private static Optional<Tool> tool(FoundTable table, List<FoundTable> found) {
    boolean besideCompanion =
        found.stream()
            .anyMatch(
                other ->
                    other.name().equals(RAILS_COMPANION) && other.schema().equals(table.schema()));
    return namesakes(table)
        .filter(tool -> tool.signature().differences(table.columns()).isEmpty())
        .filter(tool -> tool != (besideCompanion ? Tool.DBMATE : Tool.RAILS))
        .findFirst();
  }

  private static Stream<Tool> namesakes(FoundTable table) {
    return Arrays.stream(Tool.values()).filter(tool -> tool.tables().contains(table.name()));
  }

  /** The tool of that name from which the table differs least. */
  private static Tool closest(FoundTable table) {
    return namesakes(table)
        .min(
            (a, b) ->
                Integer.compare(
                    a.signature().differences(table.columns()).size(),
                    b.signature().differences(table.columns()).size()))
        .orElseThrow();
  }

  private static ForeignTable named(Session session, Tool tool, Optional<String> table) {
    List<FoundTable> found =
        table.isPresent()
            ? FoundTable.meant(session, table.get())
            : FoundTable.named(session, tool.tables());
    List<ForeignTable> known =
        found.stream()
            .filter(candidate -> tool.signature().differences(candidate.columns()).isEmpty())
            .map(candidate -> candidate.of(tool))
            .toList();
    if (known.isEmpty() && !found.isEmpty()) {
      throw unknownColumns(found.get(0), tool);
    }
    return only(
        known,
        "a table "
            + table.orElseGet(() -> String.join(" or ", tool.tables()))
            + " with the history of "
            + tool.title());
  }

  private static ForeignTable only(List<ForeignTable> tables, String what) {
    if (tables.isEmpty()) {
      throw LockkeeperException.because(
              ErrorCode.NO_FOREIGN_HISTORY, "the database does not have " + what)
          .databaseState("Nothing was changed.")
          .hint(
              "If the table has a name of its own: `lockkeeper adopt --from TOOL --table"
                  + " SCHEMA.TABLE`. If no tool kept this database: `lockkeeper adopt --baseline"
                  + " V`.")
          .build();
    }
    if (tables.size() > 1) {
      throw LockkeeperException.because(
              ErrorCode.AMBIGUOUS_HISTORY,
              "the database has more than one history: "
                  + tables.stream()
                      .map(table -> table.display() + " of " + table.tool().title())
                      .collect(Collectors.joining(", ")))
          .databaseState("Nothing was changed.")
          .hint(
              "Say which with `lockkeeper adopt --from TOOL`, and with --table SCHEMA.TABLE if the"
                  + " tool has more than one.")
          .build();
    }
    return tables.get(0);
  }

  private static LockkeeperException unknownColumns(FoundTable table, Tool closest) {
    return LockkeeperException.because(
            ErrorCode.UNKNOWN_COLUMNS,
            table
                + " is not as "
                + closest.title()
                + " makes it: "
                + String.join(", ", closest.signature().differences(table.columns())))
        .databaseState("Nothing was changed.")
        .hint(
            "If another tool kept this database, name it with `lockkeeper adopt --from TOOL`; if"
                + " none of those that Lockkeeper knows, use `lockkeeper adopt --baseline V`.")
        .build();
  }
}
