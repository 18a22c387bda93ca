package dev.lockkeeper.guard.record;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** PostgreSQL's names of client encodings (manual, "Character Set Support"), as Java knows them. */
final class ClientEncoding {
  private ClientEncoding() {}

  /** The character set of an encoding, if Java has it. */
  static Optional<Charset> charset(String encoding) {
    String name = encoding.toUpperCase(Locale.ROOT);
    if (name.equals("UTF8") || name.equals("UNICODE") || name.equals("SQL_ASCII")) {
      return Optional.of(StandardCharsets.UTF_8);
    }
    return known(javaName(name));
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
}
