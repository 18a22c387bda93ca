package dev.lockkeeper.signal;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lockkeeper.settings.Redaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A document of maps, lists and values as JSON, without the secrets that a text in it may hold. */
final class RedactedJson {
  private RedactedJson() {}

  static byte[] of(Map<String, Object> document, Redaction redaction) {
    try {
      return JSON.std.asBytes(redacted(document, redaction));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object redacted(Object value, Redaction redaction) {
    if (value instanceof String text) {
      return redaction.apply(text);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(element -> redacted(element, redaction)).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put(key, redacted(element, redaction)));
      return copy;
    }
    return value;
  }
}
