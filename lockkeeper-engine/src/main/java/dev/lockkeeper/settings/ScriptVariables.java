package dev.lockkeeper.settings;

import java.util.Map;
import java.util.Optional;

/**
 * The variables that scripts may name, as goose's do behind {@code -- +goose ENVSUB ON}. Any of
 * them may be a secret, so none is ever shown. Immutable, thread-safe.
 */
public final class ScriptVariables {
  /** No variables. */
  public static final ScriptVariables NONE = new ScriptVariables(Map.of());

  private final Map<String, String> values;

  private ScriptVariables(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /** Variables by their names. */
  public static ScriptVariables of(Map<String, String> values) {
    return new ScriptVariables(values);
  }

  /** The value of a variable, which may be empty; nothing if it is not set. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScriptVariables variables && variables.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.size() + " variables";
  }
}
