package dev.lockkeeper.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of a script as its file has it, and as it is sent: with values where the file names
 * variables. Every line stays where it is. A value may be a secret, so only the file's own text is
 * kept and shown. Immutable, thread-safe.
 */
public final class FilledText {
  private final String written;
  private final String sent;
  private final List<Piece> pieces;
  private final HiddenValues values;

  /**
   * What stands in the place of a part of the file's text.
   *
   * @param start where that part begins in the file's text, counted from 0
   * @param end where it ends
   * @param value what is sent
   */
  public record Replacement(int start, int end, String value) {

    /** Where alone: the value may be a secret. */
    @Override
    public String toString() {
      return start + " to " + end;
    }
  }

  /** A part that differs: where it stands in what is sent, and where in the file's text. */
  private record Piece(int start, int end, int writtenStart, int writtenEnd) {}

  private FilledText(String written, String sent, List<Piece> pieces, Map<String, String> names) {
    this.written = written;
    this.sent = sent;
    this.pieces = List.copyOf(pieces);
    this.values = new HiddenValues(names);
  }

  /** A text without variables. */
  public static FilledText plain(String text) {
    return new FilledText(text, text, List.of(), Map.of());
  }

  /**
   * A text with replacements.
   *
   * @param written the file's text
   * @param replacements in order, none over another, and none that changes the number of lines
   * @param names the names of the variables by the values that they gave
   */
  public static FilledText of(
      String written, List<Replacement> replacements, Map<String, String> names) {
    StringBuilder sent = new StringBuilder();
    List<Piece> pieces = new ArrayList<>();
    int done = 0;
    for (Replacement each : replacements) {
      sent.append(written, done, each.start());
      int start = sent.length();
      sent.append(each.value());
      pieces.add(new Piece(start, sent.length(), each.start(), each.end()));
      done = each.end();
    }
    sent.append(written, done, written.length());
    return new FilledText(written, sent.toString(), pieces, names);
  }

  /** Whether it is sent as it stands in the file. */
  public boolean isPlain() {
    return pieces.isEmpty();
  }

  /** The file's own text. */
  public String written() {
    return written;
  }

  /** What is sent. */
  public String sent() {
    return sent;
  }

  /** The file's own text for a part of what is sent, between two offsets counted from 0. */
  public String written(int start, int end) {
    Piece last = before(end);
    int stop = last != null && end < last.end() ? last.writtenEnd() : writtenOffset(end);
    return written.substring(writtenOffset(start), stop);
  }

  /** Where in the file's text a character of what is sent stands, both counted from 0. */
  public int writtenOffset(int offset) {
    Piece piece = before(offset);
    if (piece == null) {
      return offset;
    }
    return offset < piece.end() ? piece.writtenStart() : piece.writtenEnd() + offset - piece.end();
  }

  /** Words about the script, with the names of variables where their whole values stand. */
  public String hidden(String words) {
    return values.named(words);
  }

  /**
   * What a server says of the script, without anything that it quotes and without values, whole or
   * in pieces; the same words if the script is plain.
   */
  public String redacted(String words) {
    return isPlain() ? words : values.redacted(words);
  }

  private @Nullable Piece before(int offset) {
    Piece found = null;
    for (Piece piece : pieces) {
      if (piece.start() > offset) {
        break;
      }
      found = piece;
    }
    return found;
  }

  /** The file's own text alone. */
  @Override
  public String toString() {
    return written;
  }
}
