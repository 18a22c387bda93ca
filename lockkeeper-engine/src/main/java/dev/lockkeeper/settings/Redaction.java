package dev.lockkeeper.settings;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Replaces secrets that are known by {@code ***} in text: as they are, as a part of a URL, and as
 * SQL writes them in a literal. Immutable; it does not show what it replaces.
 */
public final class Redaction {
  private static final String MASK = "***";

  private final List<String> hidden;

  private Redaction(Collection<String> hidden) {
    this.hidden =
        hidden.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /** A redaction of these secrets; empty ones do not count. */
  public static Redaction of(Collection<Secret> secrets) {
    Set<String> forms = new LinkedHashSet<>();
    secrets.stream()
        .map(Secret::reveal)
        .filter(value -> !value.isEmpty())
        .forEach(value -> addForms(forms, value));
    return new Redaction(forms);
  }

  private static void addForms(Set<String> forms, String value) {
    String form = URLEncoder.encode(value, StandardCharsets.UTF_8);
    String url = form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
    forms.add(value);
    forms.add(value.replace("'", "''"));
    forms.add(form);
    forms.add(url);
    forms.add(lowerCaseEscapes(form));
    forms.add(lowerCaseEscapes(url));
  }

  private static String lowerCaseEscapes(String encoded) {
    StringBuilder lower = new StringBuilder(encoded);
    for (int i = lower.indexOf("%"); i >= 0; i = lower.indexOf("%", i + 1)) {
      lower.replace(i, i + 3, lower.substring(i, i + 3).toLowerCase(Locale.ROOT));
    }
    return lower.toString();
  }

  /** Whether a text holds one of the secrets. */
  public boolean finds(String text) {
    return hidden.stream().anyMatch(text::contains);
  }

  /** The text without the secrets. */
  public String apply(String text) {
    String redacted = text;
    for (String each : hidden) {
      redacted = redacted.replace(each, MASK);
    }
    return redacted;
  }

  @Override
  public String toString() {
    return hidden.isEmpty() ? "nothing to redact" : MASK;
  }
}
