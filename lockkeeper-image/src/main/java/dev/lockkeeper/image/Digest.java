package dev.lockkeeper.image;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, by which an image names its parts. */
final class Digest {
  private Digest() {}

  /** A new computation. */
  static MessageDigest start() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The digest of a text, in hexadecimal. */
  static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The digest of bytes, in hexadecimal. */
  static String of(byte[] bytes) {
    return hex(start().digest(bytes));
  }

  /** A finished computation, in hexadecimal. */
  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
