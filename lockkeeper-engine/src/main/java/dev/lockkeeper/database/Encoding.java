package dev.lockkeeper.database;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * An encoding of PostgreSQL, by its name there (manual, "Character Set Support"). Immutable.
 *
 * @param name such as {@code LATIN1}
 */
public record Encoding(String name) {

  /** The character set, if Java has it. {@code SQL_ASCII} keeps the bytes that it gets: UTF-8. */
  public Optional<Charset> charset() {
    String upper = name.toUpperCase(Locale.ROOT);
    if (upper.equals("UTF8") || upper.equals("UNICODE") || upper.equals("SQL_ASCII")) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    return known(javaName(upper));
  }

  private static String javaName(String name) {
    if (name.startsWith("WIN")) {
      return "windows-" + name.substring(3);
    }
    return switch (name) {
      case "LATIN1" -> "ISO-8859-1";
      case "LATIN2" -> "ISO-8859-2";
      case "LATIN3" -> "ISO-8859-3";
      case "LATIN4" -> "ISO-8859-4";
      case "LATIN5" -> "ISO-8859-9";
      case "LATIN7" -> "ISO-8859-13";
      case "LATIN9" -> "ISO-8859-15";
      case "KOI8R" -> "KOI8-R";
      case "KOI8U" -> "KOI8-U";
      case "SJIS" -> "windows-31j";
      case "UHC" -> "MS949";
      default -> name.replace('_', '-');
    };
  }

  private static Optional<Charset> known(String name) {
    try {
      return Optional.of(Charset.forName(name));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether each character is one byte. Of the other encodings PostgreSQL and Java have tables that
   * differ; UTF-8 has everything.
   */
  public boolean isSingleByte() {
    return charset().filter(each -> each.newEncoder().maxBytesPerChar() == 1.0f).isPresent();
  }

  /**
   * Where the first character stands that the encoding has not, counted from 0; -1 if there is
   * none, or if that is the server's to say, as in encodings of several bytes.
   */
  public int firstForeign(String text) {
    CharsetEncoder encoder = charset().orElse(StandardCharsets.UTF_8).newEncoder();
    if (!isSingleByte() || encoder.canEncode(text)) {
      return -1;
    }
    int at = 0;
    while (at < text.length() && encoder.canEncode(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** A text for a record that must not fail: with {@code ?} for what the encoding has not. */
  public String kept(String text) {
    Charset charset = charset().orElse(StandardCharsets.US_ASCII);
    ByteBuffer bytes = charset.encode(text);
    return charset.decode(bytes).toString();
  }
}
