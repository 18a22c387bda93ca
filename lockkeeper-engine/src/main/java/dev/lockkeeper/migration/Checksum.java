package dev.lockkeeper.migration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Checksums of scripts: SHA-256 with the name of the algorithm in front. */
public final class Checksum {
  private static final String PREFIX = "sha256:";

  private static final HexFormat HEX = HexFormat.of();

  /** Looking the algorithm up takes longer than using it on a small script. */
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(Checksum::sha256);

  private Checksum() {}

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The checksum of a text's UTF-8 bytes, such as {@code sha256:9f86d0…}. */
  public static String exact(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The checksum of bytes. */
  public static String of(byte[] bytes) {
    return PREFIX + HEX.formatHex(SHA_256.get().digest(bytes));
  }
}
