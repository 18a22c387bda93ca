package dev.lockkeeper.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Reads OpenTelemetry's JSON by the published messages, more strictly than receivers do: every key
 * is a field, ids are hexadecimal digits, 64-bit numbers are text, enumerations are numbers.
 */
final class OtlpJson {
  private OtlpJson() {}

  static <M extends Message> M read(String json, M type) {
    try {
      Message message = message(JSON.std.mapFrom(json), type.newBuilderForType());
      // The builder is of the same message.
      @SuppressWarnings("unchecked")
      M read = (M) message;
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Message message(Map<?, ?> document, Message.Builder builder) {
    document.forEach(
        (key, value) -> {
          FieldDescriptor field =
              builder.getDescriptorForType().getFields().stream()
                  .filter(each -> each.getJsonName().equals(key))
                  .findFirst()
                  .orElseThrow(() -> new AssertionError(key + " is no field of " + builder));
          if (field.isRepeated()) {
            ((List<?>) value)
                .forEach(each -> builder.addRepeatedField(field, value(field, each, builder)));
          } else {
            builder.setField(field, value(field, value, builder));
          }
        });
    return builder.build();
  }

  private static Object value(FieldDescriptor field, Object value, Message.Builder builder) {
    return switch (field.getJavaType()) {
      case MESSAGE -> message((Map<?, ?>) value, builder.newBuilderForField(field));
      case ENUM -> field.getEnumType().findValueByNumber((Integer) value);
      case LONG -> {
        assertThat(value).as(field.getName()).isInstanceOf(String.class);
        yield Long.parseUnsignedLong((String) value);
      }
      case BYTE_STRING -> ByteString.copyFrom(HexFormat.of().parseHex((String) value));
      case DOUBLE -> ((Number) value).doubleValue();
      case STRING, BOOLEAN, INT -> value;
      case FLOAT -> throw new AssertionError(field.getName());
    };
  }
}
