package dev.lockkeeper.foreign;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A migration tool whose history can be adopted. The columns are those that the tool itself creates
 * on PostgreSQL.
 */
public enum Tool {
  FLYWAY(
      "flyway",
      "Flyway",
      "flyway_schema_history schema_version",
      "installed_rank:N version:S description:S type:S script:S checksum:N installed_by:S"
          + " installed_on:D execution_time:N success:B"),
  LIQUIBASE(
      "liquibase",
      "Liquibase",
      "databasechangelog",
      "id:S author:S filename:S dateexecuted:D orderexecuted:N exectype:S md5sum:S description:S"
          + " comments:S tag:S liquibase:S contexts:S? labels:S? deployment_id:S?"),
  ALEMBIC("alembic", "Alembic", "alembic_version", "version_num:S"),
  DJANGO("django", "Django", "django_migrations", "id:N app:S name:S applied:D"),
  KNEX("knex", "Knex", "knex_migrations", "id:N name:S batch:N migration_time:D"),
  PRISMA(
      "prisma",
      "Prisma",
      "_prisma_migrations",
      "id:S checksum:S finished_at:D migration_name:S logs:S rolled_back_at:D started_at:D"
          + " applied_steps_count:N"),
  DBMATE("dbmate", "dbmate", "schema_migrations", "version:S"),
  GOLANG_MIGRATE("golang-migrate", "golang-migrate", "schema_migrations", "version:N dirty:B"),
  RAILS("rails", "Rails", "schema_migrations", "version:S"),
  GOOSE("goose", "goose", "goose_db_version", "id:N version_id:N is_applied:B tstamp:D"),
  NODE_PG_MIGRATE("node-pg-migrate", "node-pg-migrate", "pgmigrations", "id:N name:S run_on:D"),
  DIESEL("diesel", "Diesel", "__diesel_schema_migrations", "version:S run_on:D"),
  SQLX(
      "sqlx",
      "SQLx",
      "_sqlx_migrations",
      "version:N description:S installed_on:D success:B checksum:U execution_time:N");

  private final String id;
  private final String title;
  private final String tables;
  private final String columns;

  Tool(String id, String title, String tables, String columns) {
    this.id = id;
    this.title = title;
    this.tables = tables;
    this.columns = columns;
  }

  /** The name in options, documents and the ledger, such as {@code flyway}. */
  public String id() {
    return id;
  }

  /** The name as the tool writes it, such as {@code Flyway}. */
  public String title() {
    return title;
  }

  /** The names that it gives to its history table by default. */
  List<String> tables() {
    return List.of(tables.split(" ", -1));
  }

  /** The columns that its table has. */
  Signature signature() {
    return Signature.of(columns);
  }

  /**
   * Whether its migrations are SQL files, which Lockkeeper can read; others are written in a
   * programming language or in a format of the tool.
   */
  public boolean keepsSqlFiles() {
    return switch (this) {
      case FLYWAY, PRISMA, DBMATE, GOLANG_MIGRATE, GOOSE, DIESEL, SQLX -> true;
      case LIQUIBASE, ALEMBIC, DJANGO, KNEX, RAILS, NODE_PG_MIGRATE -> false;
    };
  }

  /** Whether its history has the whole name of a file or folder, with the number in front. */
  boolean keepsWholeNames() {
    return this == PRISMA || this == NODE_PG_MIGRATE;
  }

  /** The word by which the tool's own commands know a migration. */
  String key(ForeignMigration migration) {
    String version = migration.version().toString();
    return keepsWholeNames() && !migration.name().isEmpty()
        ? version + "_" + migration.name()
        : version;
  }

  /** Whether its table names only where the database stands, and no migration before that. */
  public boolean keepsHeadOnly() {
    return this == ALEMBIC || this == GOLANG_MIGRATE;
  }

  /** The tool with this name, or nothing. */
  public static Optional<Tool> of(String id) {
    return Arrays.stream(values()).filter(tool -> tool.id.equals(id)).findFirst();
  }

  /** The names of all tools, for messages. */
  public static String names() {
    return Arrays.stream(values()).map(Tool::id).collect(Collectors.joining(", "));
  }
}
