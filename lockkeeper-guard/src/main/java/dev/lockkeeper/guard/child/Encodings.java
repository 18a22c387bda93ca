package dev.lockkeeper.guard.child;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * How a value looks in base64 and in hexadecimal, as in {@code Authorization: Basic …} and in a
 * {@code bytea}. Only values of eight bytes and more are looked for: the shortest form of such a
 * one has ten characters, which nothing else has by chance.
 */
final class Encodings {
  private static final int FEWEST_BYTES = 8;
  private static final int BITS_PER_CHARACTER = 6;

  private Encodings() {}

  static Set<String> of(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    Set<String> forms = new LinkedHashSet<>();
    if (bytes.length >= FEWEST_BYTES) {
      forms.add(HexFormat.of().formatHex(bytes));
      forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
      for (int before = 0; before < 3; before++) {
        addBase64(forms, bytes, before);
      }
    }
    return forms;
  }

  /**
   * Adds what a value becomes behind some bytes more than a multiple of three: at the end of a
   * text, and amid one. What it shares a character with is not known, so that character is left
   * out.
   */
  private static void addBase64(Set<String> forms, byte[] bytes, int before) {
    byte[] shifted = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    int shared = (before * Byte.SIZE + BITS_PER_CHARACTER - 1) / BITS_PER_CHARACTER;
    int whole = shifted.length * Byte.SIZE / BITS_PER_CHARACTER;
    for (Base64.Encoder encoder : Arrays.asList(Base64.getEncoder(), Base64.getUrlEncoder())) {
      String padded = encoder.encodeToString(shifted);
      forms.add(padded.substring(shared));
      forms.add(encoder.withoutPadding().encodeToString(shifted).substring(shared));
      forms.add(padded.substring(shared, whole));
    }
  }
}
