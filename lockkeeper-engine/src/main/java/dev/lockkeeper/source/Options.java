package dev.lockkeeper.source;

import dev.lockkeeper.failure.LockkeeperException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of a small file beside a script: lines of {@code key = value}, with or without
 * quotes, and comments. That much of TOML and of property files the migration tools use. Immutable.
 */
final class Options {
  private static final Pattern LINE =
      Pattern.compile("([A-Za-z0-9_.-]+)\\s*[=:]\\s*(\"[^\"]*\"|'[^']*'|[^\"'#]*?)\\s*(#.*)?");

  private final String file;
  private final Map<String, Given> values = new HashMap<>();

  private record Given(String value, int line) {}

  private Options(String file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws LockkeeperException if a line is something else
   */
  static Options read(ScriptFile script) {
    Options options = new Options(script.display());
    int number = 0;
    for (String line : script.read().split("\\R", -1)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#") || text.startsWith("\uFEFF#")) {
        continue;
      }
      Matcher matcher = LINE.matcher(text);
      if (!matcher.matches()) {
        throw Sections.invalid(
            options.file,
            number,
            "holds a line that is no option: " + text,
            "Write options as key = value.");
      }
      options.values.put(matcher.group(1), new Given(unquoted(matcher.group(2)), number));
    }
    return options;
  }

  /** Refuses options that would take no effect. */
  void allow(String... known) {
    values.forEach(
        (key, given) -> {
          if (!List.of(known).contains(key)) {
            throw invalid(
                key,
                "sets " + key + ", which Lockkeeper does not know",
                "Take the option out; known are " + String.join(", ", known) + ".");
          }
        });
  }

  Optional<String> find(String key) {
    return Optional.ofNullable(values.get(key)).map(Given::value);
  }

  /** A switch, or nothing if it is not set. */
  Optional<Boolean> flag(String key) {
    return find(key)
        .map(
            value ->
                switch (value) {
                  case "true" -> true;
                  case "false" -> false;
                  default ->
                      throw invalid(
                          key, "sets " + key + " to " + value, "Write it as true or false.");
                });
  }

  /** The failure of a file whose option cannot be followed. */
  LockkeeperException invalid(String key, String complaint, String hint) {
    Given given = values.get(key);
    return Sections.invalid(file, given == null ? 1 : given.line(), complaint, hint);
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && (value.startsWith("\"") || value.startsWith("'"));
    return quoted ? value.substring(1, value.length() - 1) : value;
  }
}
