package dev.lockkeeper.guard.child;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The ways in which programs print a value: as it is, in a URL, in JSON, in source text, encoded.
 */
final class Spellings {
  private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

  private Spellings() {}

  /** All spellings of a value that are long enough to be looked for. */
  static Set<String> of(String value) {
    Set<String> spellings = new LinkedHashSet<>();
    add(spellings, value);
    add(spellings, value.strip());
    spellings.removeIf(each -> each.length() < Secrets.SHORTEST);
    return spellings;
  }

  private static void add(Set<String> spellings, String value) {
    spellings.add(value);
    spellings.addAll(Encodings.of(value));
    String form = URLEncoder.encode(value, StandardCharsets.UTF_8);
    addEncoded(spellings, form);
    String strict = form.replace("+", "%20");
    addEncoded(spellings, strict);
    // RFC 3986 keeps the tilde, encodeURIComponent !'()* too, Python's quote the slash.
    String plain = strict.replace("%7E", "~");
    addEncoded(spellings, plain);
    addEncoded(spellings, plain.replace("*", "%2A"));
    addEncoded(spellings, plain.replace("*", "%2A").replace("%2F", "/"));
    addEncoded(
        spellings,
        plain.replace("%21", "!").replace("%27", "'").replace("%28", "(").replace("%29", ")"));
    spellings.add(json(value, false));
    spellings.add(json(value, true));
    spellings.add(json(value, true).replace("/", "\\/"));
    spellings.add(json(value, false).replace("\\\"", "\""));
    spellings.add(json(value, false).replace("\\\"", "\"").replace("'", "\\'"));
  }

  private static void addEncoded(Set<String> spellings, String encoded) {
    spellings.add(encoded);
    spellings.add(
        ESCAPE.matcher(encoded).replaceAll(match -> match.group().toLowerCase(Locale.ROOT)));
  }

  private static String json(String value, boolean ascii) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char each = value.charAt(i);
      switch (each) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (each < ' ' || (ascii && each > '~')) {
            text.append(String.format("\\u%04x", (int) each));
          } else {
            text.append(each);
          }
        }
      }
    }
    return text.toString();
  }
}
