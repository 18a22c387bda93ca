package dev.lockkeeper.guard.capture;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The settings with which a session starts, as far as they may matter to what it does. Immutable.
 *
 * @param values by name in lower case; the server does not look at the case either
 */
record StartSettings(Map<String, String> values) {
  /** A program may well call each of its sessions by another name. */
  private static final String OWN_NAME = "application_name";

  StartSettings {
    values = Map.copyOf(values);
  }

  static StartSettings of(Map<String, String> settings) {
    Map<String, String> values = new TreeMap<>();
    settings.forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), value));
    values.remove(OWN_NAME);
    return new StartSettings(values);
  }

  /** The name of a setting that is not the same in both. */
  Optional<String> difference(StartSettings others) {
    TreeSet<String> names = new TreeSet<>(values.keySet());
    names.addAll(others.values.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(values.get(name), others.values.get(name)))
        .findFirst();
  }
}
