package dev.lockkeeper.foreign;

/**
 * The query that reads a tool's history, oldest first: version or name, description, time in
 * microseconds since 1970, role, milliseconds, checksum, and {@code applied}, {@code failed} or
 * {@code up-to}, which means that everything before is applied as well.
 */
final class HistoryQuery {
  private HistoryQuery() {}

  static String of(ForeignTable table) {
    return text(table.tool()).replace("{table}", table.sql());
  }

  private static String text(Tool tool) {
    return switch (tool) {
      case FLYWAY -> FLYWAY;
      case LIQUIBASE -> LIQUIBASE;
      case ALEMBIC -> versions("version_num", "version_num");
      case DJANGO -> timed("app || '.' || name", "applied", "id");
      case KNEX -> timed("name", "migration_time", "id");
      case PRISMA -> PRISMA;
      case DBMATE, RAILS -> versions("version", "version");
      case GOLANG_MIGRATE -> GOLANG_MIGRATE;
      case GOOSE -> GOOSE;
      case NODE_PG_MIGRATE -> timed("name", "run_on", "run_on, id");
      case DIESEL -> timed("version", "run_on", "version");
      case SQLX -> SQLX;
    };
  }

  private static String versions(String version, String order) {
    return "SELECT "
        + version
        + ", '', NULL, NULL, 0, NULL, 'applied' FROM {table} ORDER BY "
        + order;
  }

  private static String timed(String version, String time, String order) {
    return "SELECT "
        + version
        + ", '', "
        + micros(time)
        + ", NULL, 0, NULL, 'applied' FROM {table} ORDER BY "
        + order;
  }

  /** A time without a zone gives the same number as the same time in UTC. */
  private static String micros(String time) {
    return "(pg_catalog.date_part('epoch', " + time + ") * 1000000)::bigint";
  }

  /** A repeatable script has no version, but the name of its file. */
  private static final String FLYWAY_KEY =
      "COALESCE(version, pg_catalog.regexp_replace(script, '^.*/|[.][^.]*$', '', 'g'))";

  /** The last row of a version decides: an undo and a deletion are rows as well. */
  private static final String FLYWAY =
      "SELECT "
          + FLYWAY_KEY
          + ", description, "
          + micros("installed_on")
          + ", installed_by, execution_time, checksum, CASE WHEN NOT success THEN 'failed' WHEN"
          + " type LIKE '%BASELINE' THEN 'up-to' ELSE 'applied' END FROM (SELECT DISTINCT ON ("
          + FLYWAY_KEY
          + ") * FROM {table} WHERE type <> 'SCHEMA' ORDER BY "
          + FLYWAY_KEY
          + ", installed_rank DESC) AS last WHERE NOT success OR (type NOT LIKE 'UNDO%' AND type <>"
          + " 'DELETE') ORDER BY installed_rank";

  private static final String LIQUIBASE =
      "SELECT filename || '::' || id || '::' || author, '', "
          + micros("dateexecuted")
          + ", NULL, 0, md5sum, CASE exectype WHEN 'FAILED' THEN 'failed' ELSE 'applied' END FROM"
          + " {table} WHERE exectype <> 'SKIPPED' ORDER BY dateexecuted, orderexecuted";

  private static final String PRISMA =
      "SELECT migration_name, '', "
          + micros("finished_at")
          + ", NULL, (pg_catalog.date_part('epoch', finished_at - started_at) * 1000)::bigint,"
          + " checksum, CASE WHEN finished_at IS NULL THEN 'failed' ELSE 'applied' END FROM {table}"
          + " WHERE rolled_back_at IS NULL ORDER BY started_at, migration_name";

  private static final String GOLANG_MIGRATE =
      "SELECT version, '', NULL, NULL, 0, NULL, CASE WHEN dirty THEN 'failed' ELSE 'up-to' END FROM"
          + " {table} WHERE version >= 0";

  private static final String GOOSE =
      "SELECT version_id, '', "
          + micros("tstamp")
          + ", NULL, 0, NULL, 'applied' FROM (SELECT DISTINCT ON (version_id) * FROM {table} ORDER BY"
          + " version_id, id DESC) AS last WHERE is_applied AND version_id > 0 ORDER BY id";

  private static final String SQLX =
      "SELECT version, description, "
          + micros("installed_on")
          + ", NULL, execution_time / 1000000, pg_catalog.encode(checksum, 'hex'), CASE WHEN success"
          + " THEN 'applied' ELSE 'failed' END FROM {table} ORDER BY version";
}
