package dev.lockkeeper.settings;

import java.util.Locale;

/**
 * The tool whose conventions name the files of a migrations folder and mark their parts. Files are
 * read as they are; nothing is renamed.
 */
public enum FolderLayout {
  /**
   * Lockkeeper's own: {@code <version>_<name>.up.sql} and {@code .down.sql}, or one {@code .sql}
   * with {@code -- migrate:up} and {@code -- migrate:down} lines.
   */
  LOCKKEEPER,
  /** The two files of golang-migrate, which Lockkeeper's own layout reads. */
  GOLANG_MIGRATE,
  /** The one file of dbmate, which Lockkeeper's own layout reads. */
  DBMATE,
  /** sqlx: {@code <version>_<name>.sql}, or {@code .up.sql} and {@code .down.sql}. */
  SQLX,
  /** Prisma: {@code <version>_<name>/migration.sql}. */
  PRISMA,
  /** Diesel: {@code <version>_<name>/up.sql}, {@code down.sql} and {@code metadata.toml}. */
  DIESEL,
  /** goose: {@code <version>_<name>.sql} with {@code -- +goose} lines. */
  GOOSE,
  /**
   * node-pg-migrate: {@code <version>_<name>.sql} with {@code -- Up Migration} and {@code -- Down
   * Migration} lines.
   */
  NODE_PG_MIGRATE,
  /** Flyway: {@code V<version>__<name>.sql} and {@code U<version>__<name>.sql}. */
  FLYWAY,
  /** Liquibase: SQL files that begin with {@code --liquibase formatted sql}. */
  LIQUIBASE;

  /** The name in settings and reports, such as {@code node-pg-migrate}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
