package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A mapping of a YAML file. */
final class YamlSection {
  private final YamlValue self;
  private final Map<String, YamlValue> values;
  private final Map<String, Integer> lines;

  /**
   * @param values the values of the keys that have one
   * @param lines the line of every key
   */
  YamlSection(YamlValue self, Map<String, YamlValue> values, Map<String, Integer> lines) {
    this.self = self;
    this.values = values;
    this.lines = lines;
  }

  Optional<YamlValue> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  /** The value of a key that must be there. */
  YamlValue required(String key) {
    return get(key).orElseThrow(() -> self.failure("\"" + key + "\" is missing"));
  }

  /** All keys in the order of the file, also those without a value. */
  Set<String> keys() {
    return lines.keySet();
  }

  /** Refuses every other key, also one without a value. */
  void allow(Collection<String> known) {
    for (Map.Entry<String, Integer> key : lines.entrySet()) {
      if (!known.contains(key.getKey())) {
        throw LockkeeperException.because(
                ErrorCode.SETTINGS,
                "unknown key \"" + key.getKey() + "\"" + Suggestion.question(key.getKey(), known))
            .at(place(key.getKey()))
            .hint("Known keys here: " + String.join(", ", new TreeSet<>(known)) + ".")
            .build();
      }
    }
  }

  /** Where a key stands. */
  Place place(String key) {
    return new Place(self.place().file(), lines.getOrDefault(key, 0), 0);
  }
}
