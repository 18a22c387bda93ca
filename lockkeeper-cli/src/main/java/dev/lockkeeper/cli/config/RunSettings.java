package dev.lockkeeper.cli.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The run settings that one place gives, or several places laid over each other. Immutable. */
final class RunSettings {
  static final RunSettings NONE = new RunSettings(Map.of());

  private final Map<RunKey<?>, Given> values;

  private record Given(Object value, String source, String shown) {}

  private RunSettings(Map<RunKey<?>, Given> values) {
    this.values = values;
  }

  /** The run settings of a section, which may hold other keys too. */
  static RunSettings read(YamlSection section) {
    Map<RunKey<?>, Given> values = new HashMap<>();
    for (RunKey<?> key : RunKey.ALL) {
      Optional<YamlValue> value = section.get(key.name());
      if (value.isPresent()) {
        Object read = key.reader().apply(value.get());
        values.put(key, new Given(read, value.get().source(), value.get().shown()));
      }
    }
    return new RunSettings(values);
  }

  /** These settings, with those of a stronger place over them. */
  RunSettings overlaidBy(RunSettings stronger) {
    Map<RunKey<?>, Given> merged = new HashMap<>(values);
    merged.putAll(stronger.values);
    return new RunSettings(merged);
  }

  /** These settings, with one stronger value over them. */
  <T> RunSettings with(RunKey<T> key, T value, Origin origin) {
    Map<RunKey<?>, Given> merged = new HashMap<>(values);
    merged.put(key, new Given(value, origin.source(), origin.value()));
    return new RunSettings(merged);
  }

  /** The value of a key, or its default. */
  <T> T get(RunKey<T> key) {
    Given given = values.get(key);
    if (given == null) {
      return key.standard();
    }
    // Each key's reader, or a value of the key's type, made the entry.
    @SuppressWarnings("unchecked")
    T value = (T) given.value();
    return value;
  }

  /** Where a key's value came from. */
  Origin origin(RunKey<?> key) {
    Given given = values.get(key);
    return given == null
        ? new Origin(key.name(), "default", key.shownStandard())
        : new Origin(key.name(), given.source(), given.shown());
  }
}
