package dev.lockkeeper.google.run;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Labels as Google Cloud allows them: keys and values of lower-case letters, digits, dashes and
 * underscores, of 63 characters at most.
 */
final class Labels {
  private static final int LONGEST = 63;

  private Labels() {}

  static String value(String text) {
    String value = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]+", "-");
    return value.length() > LONGEST ? value.substring(0, LONGEST) : value;
  }

  static Map<String, String> values(Map<String, String> labels) {
    Map<String, String> values = new TreeMap<>();
    labels.forEach((name, text) -> values.put(value(name), value(text)));
    return values;
  }
}
