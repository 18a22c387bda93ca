package dev.lockkeeper.run;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.sql.IndexProbe;
import dev.lockkeeper.sql.Recovery;
import dev.lockkeeper.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads from the catalog what became of a statement that could not run in a transaction, and clears
 * away the invalid indexes that such statements leave behind.
 */
final class CatalogJudge {
  private final RunContext context;
  private final Session session;
  private final String title;

  CatalogJudge(RunContext context, String title) {
    this.context = context;
    this.session = context.session();
    this.title = title;
  }

  /** What has to be remembered of the catalog before the statement runs. */
  String before(Statement statement) {
    Recovery recovery = statement.type().recovery();
    return switch (recovery.kind()) {
      case CREATE_INDEX -> {
        if (recovery.object().isPresent()) {
          dropInvalid(recovery.object().get(), recovery);
          yield "";
        }
        yield String.join(",", indexesOf(recovery));
      }
      case DROP_INDEX, DETACH_PARTITION -> oid(recovery.object()) + "," + oid(recovery.table());
      case NONE, REINDEX, ADD_ENUM_VALUE, REPEATABLE, UNKNOWN -> "";
    };
  }

  /** The relation's id, so that it is found again whatever names mean then; 0 if there is none. */
  private String oid(Optional<String> relation) {
    return relation
        .map(name -> session.last("SELECT COALESCE(" + regclass(name) + "::oid, 0)").row().text(0))
        .orElse("0");
  }

  private static String oidIn(String before, int index) {
    String[] oids = before.split(",", -1);
    return oids.length > index && oids[index].matches("\\d+") ? oids[index] : "0";
  }

  /**
   * Whether the index that a statement was to make is there and valid: {@code IF NOT EXISTS} is
   * content with any relation of that name.
   */
  boolean isIndexUsable(Statement statement) {
    Recovery recovery = statement.type().recovery();
    return recovery.kind() != Recovery.Kind.CREATE_INDEX
        || recovery.object().isEmpty()
        || !session
            .last(
                "SELECT 1 FROM pg_catalog.pg_index WHERE indisvalid AND indexrelid = "
                    + regclass(recovery.object().get())
                    + " AND indrelid = "
                    + regclass(recovery.table().orElse("")))
            .rows()
            .isEmpty();
  }

  /** What became of a statement that was in flight when its run died. */
  Fate fate(Statement statement, String before) {
    Recovery recovery = statement.type().recovery();
    return switch (recovery.kind()) {
      case NONE, REPEATABLE -> Fate.NOT_APPLIED;
      case UNKNOWN -> Fate.UNKNOWN;
      case CREATE_INDEX ->
          recovery.object().isPresent()
              ? indexFate(statement, recovery.object().get())
              : unnamedIndexFate(statement, before);
      case DROP_INDEX -> dropFate(before);
      case REINDEX -> {
        dropReindexLeftovers(recovery);
        yield Fate.NOT_APPLIED;
      }
      case DETACH_PARTITION -> detachFate(before);
      case ADD_ENUM_VALUE -> labelFate(recovery);
    };
  }

  /** Clears away what a failed statement left; says whether nothing of it stays. */
  Fate afterFailure(Statement statement, String before) {
    Recovery recovery = statement.type().recovery();
    return switch (recovery.kind()) {
      case CREATE_INDEX -> {
        if (recovery.object().isPresent()) {
          dropInvalid(recovery.object().get(), recovery);
        } else {
          newIndexes(recovery, before).forEach(index -> dropInvalid(index, recovery));
        }
        yield Fate.NOT_APPLIED;
      }
      case REINDEX -> {
        dropReindexLeftovers(recovery);
        yield Fate.NOT_APPLIED;
      }
      case UNKNOWN -> isCall(statement) ? Fate.UNKNOWN : Fate.NOT_APPLIED;
      case NONE, DROP_INDEX, DETACH_PARTITION, ADD_ENUM_VALUE, REPEATABLE -> Fate.NOT_APPLIED;
    };
  }

  private static boolean isCall(Statement statement) {
    String command = statement.type().command();
    return command.equals("CALL") || command.equals("DO");
  }

  private Fate indexFate(Statement statement, String index) {
    if (!isThere(index) || dropInvalid(index, statement.type().recovery())) {
      return Fate.NOT_APPLIED;
    }
    return isInvalid(index, statement.type().recovery())
        ? Fate.UNKNOWN
        : sameDefinition(statement, index);
  }

  private Fate unnamedIndexFate(Statement statement, String before) {
    for (String index : newIndexes(statement.type().recovery(), before)) {
      if (!dropInvalid(index, statement.type().recovery())
          && !isInvalid(index, statement.type().recovery())
          && sameDefinition(statement, index) == Fate.APPLIED) {
        return Fate.APPLIED;
      }
    }
    return Fate.NOT_APPLIED;
  }

  /**
   * Builds the same index on an empty copy of the table and compares what the server made of both.
   */
  private Fate sameDefinition(Statement statement, String index) {
    String table = statement.type().recovery().table().orElse("");
    try {
      List<Result> results =
          session.send(
              "BEGIN; CREATE TEMPORARY TABLE lockkeeper_probe (LIKE "
                  + table
                  + " INCLUDING GENERATED) ON COMMIT DROP; "
                  + IndexProbe.definition(
                      statement, "lockkeeper_probe_index", "pg_temp.lockkeeper_probe")
                  + "; SELECT pg_catalog.pg_get_indexdef('pg_temp.lockkeeper_probe_index'::regclass),"
                  + " pg_catalog.pg_get_indexdef("
                  + regclass(index)
                  + "); ROLLBACK");
      Result.Row both = results.get(results.size() - 2).row();
      return essence(both.text(0)).equals(essence(both.text(1))) ? Fate.APPLIED : Fate.NOT_APPLIED;
    } catch (ServerException e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      session.send("ROLLBACK");
      return Fate.UNKNOWN;
    }
  }

  /** The definition without the names of index and table. */
  private static String essence(String definition) {
    int using = definition.indexOf(" USING ");
    return definition.startsWith("CREATE UNIQUE") + definition.substring(Math.max(using, 0));
  }

  /**
   * Finishes a detachment that an earlier try left pending, which the server refuses to begin
   * again; says whether there was one.
   */
  boolean finishesDetachment(Statement statement) {
    Recovery recovery = statement.type().recovery();
    boolean pending =
        recovery.kind() == Recovery.Kind.DETACH_PARTITION
            && attachment(recovery).stream().anyMatch(row -> row.truth(0));
    if (pending) {
      session.send(
          "ALTER TABLE "
              + recovery.table().orElse("")
              + " DETACH PARTITION "
              + recovery.object().orElse("")
              + " FINALIZE");
    }
    return pending;
  }

  /** Detached, or attached; one that is pending counts as attached, since it has to be finished. */
  private Fate detachFate(String before) {
    return session
            .last(
                "SELECT 1 FROM pg_catalog.pg_inherits WHERE inhrelid = "
                    + oidIn(before, 0)
                    + " AND inhparent = "
                    + oidIn(before, 1))
            .rows()
            .isEmpty()
        ? Fate.APPLIED
        : Fate.NOT_APPLIED;
  }

  private Fate dropFate(String before) {
    return session
            .last("SELECT 1 FROM pg_catalog.pg_class WHERE oid = " + oidIn(before, 0))
            .rows()
            .isEmpty()
        ? Fate.APPLIED
        : Fate.NOT_APPLIED;
  }

  private List<Result.Row> attachment(Recovery recovery) {
    return session
        .last(
            "SELECT inhdetachpending FROM pg_catalog.pg_inherits WHERE inhrelid = "
                + regclass(recovery.object().orElse(""))
                + " AND inhparent = "
                + regclass(recovery.table().orElse("")))
        .rows();
  }

  private Fate labelFate(Recovery recovery) {
    boolean there =
        !session
            .last(
                "SELECT 1 FROM pg_catalog.pg_enum WHERE enumtypid = pg_catalog.to_regtype("
                    + Literal.text(recovery.object().orElse(""))
                    + ") AND enumlabel = "
                    + Literal.text(recovery.label().orElse("")))
            .rows()
            .isEmpty();
    return there ? Fate.APPLIED : Fate.NOT_APPLIED;
  }

  private boolean isThere(String relation) {
    return session.last("SELECT " + regclass(relation) + " IS NOT NULL").row().truth(0);
  }

  /** Drops an index of the statement's table if it is invalid and nobody builds it. */
  private boolean dropInvalid(String index, Recovery recovery) {
    if (!isInvalid(index, recovery) || isBuilding(recovery)) {
      return false;
    }
    context.tell(new RunEvent.Notice(title, "dropping the invalid index " + index));
    drop(index);
    return true;
  }

  private boolean isInvalid(String index, Recovery recovery) {
    return !session
        .last(
            "SELECT 1 FROM pg_catalog.pg_index WHERE NOT indisvalid AND indexrelid = "
                + regclass(index)
                + " AND indrelid = "
                + regclass(recovery.table().orElse("")))
        .rows()
        .isEmpty();
  }

  /**
   * Whether another session builds an index of the statement's table. Such a build keeps this lock
   * from its first to its last moment; which index it builds is shown to members of its role only.
   */
  private boolean isBuilding(Recovery recovery) {
    return !session
        .last(
            "SELECT 1 FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_database d ON d.oid ="
                + " l.database WHERE d.datname = pg_catalog.current_database() AND l.relation = "
                + regclass(recovery.table().orElse(""))
                + " AND l.mode = 'ShareUpdateExclusiveLock' AND l.granted AND l.pid IN (SELECT pid"
                + " FROM pg_catalog.pg_stat_progress_create_index)")
        .rows()
        .isEmpty();
  }

  private void dropReindexLeftovers(Recovery recovery) {
    session
        .last(
            "SELECT indexrelid::regclass FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON"
                + " c.oid = i.indexrelid WHERE NOT i.indisvalid AND c.relname ~"
                + " '_cc(new|old)[0-9]*$' AND i.indrelid IN ("
                + reindexed(recovery)
                + ")")
        .rows()
        .forEach(row -> drop(row.text(0)));
  }

  /** The tables whose indexes a REINDEX builds again, as a query for their ids. */
  private static String reindexed(Recovery recovery) {
    String withToast =
        "SELECT pg_catalog.unnest(ARRAY[oid, reltoastrelid]) FROM pg_catalog.pg_class";
    return switch (recovery.label().orElse("")) {
      case "INDEX" ->
          "SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid IN ("
              + withPartitions(regclass(recovery.object().orElse("")))
              + ")";
      case "TABLE" ->
          withToast
              + " WHERE oid IN ("
              + withPartitions(regclass(recovery.table().orElse("")))
              + ")";
      case "SCHEMA" ->
          withToast
              + " WHERE relnamespace = pg_catalog.to_regnamespace("
              + Literal.text(recovery.object().orElse(""))
              + ")";
      default -> "SELECT oid FROM pg_catalog.pg_class";
    };
  }

  private static String withPartitions(String relation) {
    return "SELECT "
        + relation
        + " UNION SELECT relid FROM pg_catalog.pg_partition_tree("
        + relation
        + ")";
  }

  private void drop(String index) {
    session.send("SET lock_timeout TO 0");
    session.send("DROP INDEX CONCURRENTLY IF EXISTS " + index);
  }

  private List<String> indexesOf(Recovery recovery) {
    return session
        .last(
            "SELECT indexrelid FROM pg_catalog.pg_index WHERE indrelid = "
                + regclass(recovery.table().orElse("")))
        .rows()
        .stream()
        .map(row -> row.text(0))
        .toList();
  }

  private List<String> newIndexes(Recovery recovery, String before) {
    String known = before.isEmpty() ? "0" : before;
    return session
        .last(
            "SELECT indexrelid::regclass FROM pg_catalog.pg_index WHERE indrelid = "
                + regclass(recovery.table().orElse(""))
                + " AND indexrelid NOT IN ("
                + known
                + ")")
        .rows()
        .stream()
        .map(row -> row.text(0))
        .collect(Collectors.toList());
  }

  private static String regclass(String name) {
    return "pg_catalog.to_regclass(" + Literal.text(name) + ")";
  }
}
