package dev.lockkeeper.foreign;

import dev.lockkeeper.database.Literal;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.zip.CRC32;

/** The keys of the advisory locks that tools take on PostgreSQL. */
final class AdvisoryKey {
  /** The ASCII of {@code Flyway}; the hash of the quoted table name is added. */
  private static final long FLYWAY = 0x466C79776179L;

  private static final long PRISMA = 72_707_369L;
  private static final long NODE_PG_MIGRATE = 7_241_865_325_823_964L;
  private static final long GOOSE = 4_097_083_626L;
  private static final long SQLX = 0x3d32ad9eL;
  private static final long RAILS = 2_053_462_845L;
  private static final long GOLANG_MIGRATE = 1_486_364_155L;

  private AdvisoryKey() {}

  /** The key of the lock around a migration of this table; empty for tools without one. */
  static OptionalLong of(ForeignTable table, String database) {
    return switch (table.tool()) {
      case FLYWAY ->
          OptionalLong.of(
              FLYWAY
                  + (Literal.name(table.schema()) + "." + Literal.name(table.name())).hashCode());
      case PRISMA -> OptionalLong.of(PRISMA);
      case NODE_PG_MIGRATE -> OptionalLong.of(NODE_PG_MIGRATE);
      case GOOSE -> OptionalLong.of(GOOSE);
      case SQLX -> OptionalLong.of(SQLX * crc32(database));
      case RAILS -> OptionalLong.of(RAILS * crc32(database));
      case GOLANG_MIGRATE ->
          OptionalLong.of(
              (crc32(table.schema() + "\0" + table.name() + "\0" + database) * GOLANG_MIGRATE)
                  & 0xFFFFFFFFL);
      case LIQUIBASE, ALEMBIC, DJANGO, KNEX, DBMATE, DIESEL -> OptionalLong.empty();
    };
  }

  /**
   * Who holds it, as a condition on {@code pg_locks l}: a 64-bit key shows there as its halves
   * (PostgreSQL manual, "pg_locks").
   */
  static String condition(long key) {
    return "l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND l.classid = "
        + (key >>> 32)
        + " AND l.objid = "
        + (key & 0xFFFFFFFFL);
  }

  private static long crc32(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
