package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts variables into plain texts of {@code lockkeeper.yaml}: {@code ${NAME}}, {@code
 * ${NAME:-default}}, and {@code $$} for a dollar sign.
 */
final class TextReferences {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$(?:\\$|\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\})");

  private TextReferences() {}

  /**
   * The text with every reference replaced.
   *
   * @throws LockkeeperException naming a variable that is not set and has no default
   */
  static String filled(YamlValue value, Variables variables) {
    Matcher matcher = REFERENCE.matcher(value.text());
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(text, Matcher.quoteReplacement(one(matcher, value, variables)));
    }
    return matcher.appendTail(text).toString();
  }

  private static String one(Matcher matcher, YamlValue value, Variables variables) {
    String name = matcher.group(1);
    if (name == null) {
      return "$";
    }
    String fallback = matcher.group(2);
    return variables
        .find(name)
        .map(found -> found.value().reveal())
        .orElseGet(
            () -> {
              if (fallback == null) {
                throw LockkeeperException.because(
                        ErrorCode.SETTINGS,
                        value.key() + " refers to " + name + ", which is not set")
                    .at(value.place())
                    .hint("Set " + name + ", or write ${" + name + ":-default}.")
                    .build();
              }
              return fallback;
            });
  }
}
