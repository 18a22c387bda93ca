package dev.lockkeeper.guard.capture;

import dev.lockkeeper.guard.wire.FieldReader;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The parameters in a {@code Bind} message. */
final class BoundValues {
  private static final int LONGEST = 10_000;

  private BoundValues() {}

  /** The parameters as SQL writes them; those that are no text are only named as such. */
  static List<String> of(Message bind) throws ProtocolException {
    FieldReader fields = bind.fields();
    fields.text();
    fields.text();
    List<Integer> formats = new ArrayList<>();
    for (int left = int16(fields); left > 0; left--) {
      formats.add(int16(fields));
    }
    List<String> values = new ArrayList<>();
    int count = int16(fields);
    for (int i = 0; i < count; i++) {
      int length = fields.int32();
      boolean isText = formats.isEmpty() || formats.get(Math.min(i, formats.size() - 1)) == 0;
      values.add(length < 0 ? "NULL" : value(fields.bytes(length), isText));
    }
    return values;
  }

  private static String value(byte[] bytes, boolean isText) {
    if (!isText || bytes.length > LONGEST) {
      return "(" + bytes.length + (isText ? " bytes)" : " bytes, binary)");
    }
    return "'" + new String(bytes, StandardCharsets.UTF_8).replace("'", "''") + "'";
  }

  private static int int16(FieldReader fields) throws ProtocolException {
    return ByteBuffer.wrap(fields.bytes(Short.BYTES)).getShort() & 0xFFFF;
  }
}
