package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Turns the bytes of a script file into text, strictly. */
final class ScriptText {
  /** Larger than any script that a person reviews; keeps a wrong file from filling the memory. */
  static final long LONGEST = 256L << 20;

  /** What a lenient decoder puts in the place of bytes that are not UTF-8. */
  private static final char REPLACEMENT = '\uFFFD';

  private ScriptText() {}

  static String decode(String file, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireUtf8(file, bytes);
    }
    int zero = text.indexOf('\0');
    if (zero >= 0) {
      throw notUtf8(file, bytes, zero, "holds a zero byte, which PostgreSQL accepts nowhere");
    }
    return text;
  }

  /** The replacement character may also stand in the file itself. */
  private static void requireUtf8(String file, byte[] bytes) {
    ByteBuffer input = ByteBuffer.wrap(bytes);
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(input);
    } catch (CharacterCodingException e) {
      throw notUtf8(file, bytes, input.position(), "is not UTF-8");
    }
  }

  private static LockkeeperException notUtf8(
      String file, byte[] bytes, int offset, String complaint) {
    int line = 1;
    for (int i = 0; i < Math.min(offset, bytes.length); i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return LockkeeperException.because(
            ErrorCode.FILE_NOT_UTF8, file + " " + complaint + " (line " + line + ")")
        .at(new Place(file, line, 0))
        .hint("Save the file as UTF-8, for example with `iconv -f LATIN1 -t UTF-8`.")
        .build();
  }
}
