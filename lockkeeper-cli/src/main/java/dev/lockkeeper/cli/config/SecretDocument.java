package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A secret that holds several values: JSON, YAML, or lines of the form {@code NAME=value}. A key is
 * a name, or several with dots between them that lead from one section to the next; an element of a
 * list is named by its number, from 0. No message repeats a value.
 */
final class SecretDocument {
  private static final String NAME = "the secret";

  private SecretDocument() {}

  /**
   * The value of a key.
   *
   * @param shown the secret, for messages
   */
  static String value(String text, String key, String source, String shown) {
    Optional<String> value;
    try {
      value =
          dotenv(text)
              .map(values -> Optional.ofNullable(values.get(key)))
              .orElseGet(() -> inYaml(text, key));
    } catch (LockkeeperException e) {
      throw failure(source + ": " + shown + " is neither JSON nor YAML nor lines of NAME=value");
    }
    return value.orElseThrow(
        () -> failure(source + ": " + shown + " holds no value of the key " + key));
  }

  /** Whether a text is a JSON object, which no password and no address is. */
  static boolean isObject(String text) {
    if (!text.stripLeading().startsWith("{")) {
      return false;
    }
    try {
      return yaml(text).filter(YamlValue::isSection).isPresent();
    } catch (LockkeeperException e) {
      return false;
    }
  }

  private static Optional<Map<String, String>> dotenv(String text) {
    try {
      return Optional.of(Dotenv.parse(text, NAME)).filter(values -> !values.isEmpty());
    } catch (LockkeeperException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> inYaml(String text, String key) {
    return yaml(text).flatMap(root -> in(root, key)).map(YamlValue::text);
  }

  /** JSON is YAML, but for the tabs between its tokens; there are none within them. */
  private static Optional<YamlValue> yaml(String text) {
    boolean isJson = text.stripLeading().matches("(?s)[{\\[].*");
    return YamlDocument.read(isJson ? text.replace('\t', ' ') : text, NAME);
  }

  /** The whole key first, since a name may have dots in it. */
  private static Optional<YamlValue> in(YamlValue value, String key) {
    Optional<YamlValue> found = child(value, key);
    for (int dot = key.indexOf('.'); found.isEmpty() && dot >= 0; dot = key.indexOf('.', dot + 1)) {
      String rest = key.substring(dot + 1);
      found = child(value, key.substring(0, dot)).flatMap(child -> in(child, rest));
    }
    return found;
  }

  private static Optional<YamlValue> child(YamlValue value, String name) {
    if (value.isSection()) {
      return value.section().get(name);
    }
    if (!value.isList() || !name.matches("[0-9]{1,5}")) {
      return Optional.empty();
    }
    List<YamlValue> elements = value.list();
    int index = Integer.parseInt(name);
    return index < elements.size() ? Optional.of(elements.get(index)) : Optional.empty();
  }

  private static LockkeeperException failure(String message) {
    return LockkeeperException.because(ErrorCode.SETTINGS, message)
        .hint("Correct the key behind #, or what the secret holds.")
        .build();
  }
}
