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
    if (text.indexOf('\0') >= 0) {
      throw zeroByte(file, bytes);
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
      throw notUtf8(file, bytes, input.position());
    }
  }

  private static LockkeeperException notUtf8(String file, byte[] bytes, int offset) {
    String encoding = isUtf16(bytes) ? "UTF-16" : "LATIN1";
    return refused(
        file,
        bytes,
        offset,
        "is not UTF-8",
        "Save the file as UTF-8, for example with `iconv -f " + encoding + " -t UTF-8`.");
  }

  private static boolean isUtf16(byte[] bytes) {
    int mark = bytes.length < 2 ? 0 : (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    return mark == 0xFEFF || mark == 0xFFFE;
  }

  private static LockkeeperException zeroByte(String file, byte[] bytes) {
    int offset = 0;
    while (bytes[offset] != 0) {
      offset++;
    }
    return refused(
        file,
        bytes,
        offset,
        "holds a zero byte, which PostgreSQL accepts nowhere",
        "Take the byte out. If there are many, the file may be UTF-16: save it as UTF-8, for example"
            + " with `iconv -f UTF-16LE -t UTF-8`. Binary data is written in hexadecimal:"
            + " '\\x00ff'::bytea.");
  }

  private static LockkeeperException refused(
      String file, byte[] bytes, int offset, String complaint, String hint) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    return LockkeeperException.because(
            ErrorCode.FILE_NOT_UTF8,
            file + " " + complaint + " (line " + line + ", byte " + (offset + 1) + " of the file)")
        .at(new Place(file, line, 0))
        .hint(hint)
        .build();
  }
}
