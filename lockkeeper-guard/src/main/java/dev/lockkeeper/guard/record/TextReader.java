package dev.lockkeeper.guard.record;

import dev.lockkeeper.database.Encoding;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.Redaction;
import dev.lockkeeper.sql.LiteralMasking;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TransactionCommand;
import dev.lockkeeper.sql.WriteKind;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the texts that a session sends, by the settings that it has. Not thread-safe. */
final class TextReader {
  /** The longest text that is recorded, in characters. */
  static final int LONGEST = 64 * 1024;

  /** Behind this many characters of texts under way, further ones are cut short. */
  private static final int MUCH = 2 * 1024 * 1024;

  private static final int SHORT = 1_000;
  private static final String CUT = " … (cut)";

  private final Redaction redaction;
  private Optional<Charset> charset = Optional.of(StandardCharsets.UTF_8);
  private boolean backslashEscapes;

  TextReader(Redaction redaction) {
    this.redaction = redaction;
  }

  /** The server tells a setting of the session. */
  void setting(String name, String value) {
    if (name.equals("client_encoding")) {
      charset = new Encoding(value).charset();
    } else if (name.equals("standard_conforming_strings")) {
      backslashEscapes = value.equals("off");
    }
  }

  /** How names and messages are read, where nothing depends on every character. */
  Charset charset() {
    return charset.orElse(StandardCharsets.ISO_8859_1);
  }

  /**
   * The statements of a query; none if it is empty.
   *
   * @param isWhole whether all of it is there
   * @param underWay how many characters of texts are under way
   */
  List<Sent> query(byte[] bytes, boolean isWhole, long underWay) {
    if (charset.isEmpty()) {
      return List.of(unreadable());
    }
    String text = new String(bytes, charset.get());
    int longest = longest(underWay);
    if (!isWhole) {
      return List.of(uncut(text, longest, CUT));
    }
    try {
      return Script.ofQuery(text, backslashEscapes).statements().stream()
          .map(statement -> sent(statement, longest))
          .toList();
    } catch (LockkeeperException e) {
      return List.of(uncut(text, longest, ""));
    }
  }

  /** The one statement of a text that is prepared. */
  Sent statement(byte[] bytes, boolean isWhole, long underWay) {
    List<Sent> statements = query(bytes, isWhole, underWay);
    return switch (statements.size()) {
      case 0 -> Sent.unknown("", "");
      case 1 -> statements.get(0);
      // The server refuses it.
      default -> uncut(new String(bytes, charset()), longest(underWay), "");
    };
  }

  /** What the server said, without values and secrets. */
  String message(String message, String sqlState, List<String> values) {
    return cut(redaction.apply(LiteralMasking.maskMessage(message, sqlState, values)), LONGEST);
  }

  private static int longest(long underWay) {
    return underWay > MUCH ? SHORT : LONGEST;
  }

  private Sent sent(Statement statement, int longest) {
    return new Sent(
        statement.type().command(),
        cut(shown(statement.text(), statement.type().command()), longest),
        statement.type().lockClass(),
        WriteKind.of(statement),
        statement.type().effect(),
        TransactionCommand.of(statement),
        LiteralMasking.values(statement.text(), backslashEscapes),
        false);
  }

  /** A text that is cut off, or that the server cannot read either. */
  private Sent uncut(String text, int longest, String ending) {
    return Sent.unreadable(
        firstWord(text),
        cut(shown(text, "") + ending, longest),
        LiteralMasking.values(text, backslashEscapes));
  }

  private static Sent unreadable() {
    return Sent.unknown("UNKNOWN", "(in an encoding that cannot be read here)");
  }

  private String shown(String text, String command) {
    // Masked first: the place of a secret may decide where a literal ends.
    return redaction.apply(LiteralMasking.mask(text, command, backslashEscapes));
  }

  private static String firstWord(String text) {
    String trimmed = text.strip();
    int end = 0;
    while (end < trimmed.length() && end < 20 && Character.isLetter(trimmed.charAt(end))) {
      end++;
    }
    return end == 0 ? "UNKNOWN" : trimmed.substring(0, end).toUpperCase(Locale.ROOT);
  }

  private static String cut(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = longest - CUT.length();
    return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
  }
}
