package dev.lockkeeper.migration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Checksums of scripts: SHA-256 with the name of the algorithm in front. */
public final class Checksum {
  private static final String PREFIX = "sha256:";

  private Checksum() {}

  /** The checksum of a text's UTF-8 bytes, such as {@code sha256:9f86d0…}. */
  public static String exact(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The checksum of bytes. */
  public static String of(byte[] bytes) {
    try {
      return PREFIX + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
