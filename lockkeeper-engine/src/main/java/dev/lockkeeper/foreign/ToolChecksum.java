package dev.lockkeeper.foreign;

import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.SqlBody;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/** The checksums that tools keep of their scripts, computed as the tools do. */
final class ToolChecksum {
  private static final HexFormat HEX = HexFormat.of();

  private ToolChecksum() {}

  /** Every checksum that the tool accepts for a file, as {@link #accepted(Tool, String)} has it. */
  static Set<String> accepted(ForeignTable table, ForeignMigration row, Migration file) {
    boolean known =
        row.checksum()
            .filter(sum -> table.tool() != Tool.LIQUIBASE || LiquibaseChecksum.isKnown(sum))
            .isPresent();
    return known && file.up() instanceof SqlBody body
        ? accepted(table.tool(), body.text())
        : Set.of();
  }

  /**
   * Every checksum that the tool accepts for a text, its own first; empty if it keeps none that can
   * be computed from one file.
   */
  static Set<String> accepted(Tool tool, String text) {
    return switch (tool) {
      case FLYWAY -> Set.of(crc32(text));
      case PRISMA -> prisma(text);
      case SQLX -> Set.of(HEX.formatHex(digest("SHA-384", text)));
      case LIQUIBASE -> LiquibaseChecksum.of(text).map(Set::of).orElse(Set.of());
      case ALEMBIC, DJANGO, KNEX, DBMATE, GOLANG_MIGRATE, RAILS, GOOSE, NODE_PG_MIGRATE, DIESEL ->
          Set.of();
    };
  }

  /** Flyway: CRC-32 over the lines without their ends and without a byte order mark, signed. */
  private static String crc32(String text) {
    CRC32 crc = new CRC32();
    String start = text.startsWith("\uFEFF") ? text.substring(1) : text;
    start.lines().forEach(line -> crc.update(line.getBytes(StandardCharsets.UTF_8)));
    return Integer.toString((int) crc.getValue());
  }

  /**
   * Prisma: SHA-256 of the text as it is or with the other line ends; old versions left out the
   * leading zero of a byte.
   */
  private static Set<String> prisma(String text) {
    String unix = text.replace("\r\n", "\n");
    Set<String> accepted = new LinkedHashSet<>();
    for (String form : List.of(text, unix, unix.replace("\n", "\r\n"))) {
      accepted.add(HEX.formatHex(digest("SHA-256", form)));
    }
    for (String form : List.of(text, unix, unix.replace("\n", "\r\n"))) {
      accepted.add(unpadded(digest("SHA-256", form)));
    }
    return accepted;
  }

  private static String unpadded(byte[] digest) {
    StringBuilder text = new StringBuilder();
    for (byte b : digest) {
      text.append(Integer.toHexString(b & 0xFF));
    }
    return text.toString();
  }

  private static byte[] digest(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
