package dev.lockkeeper.settings;

import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * The variables that scripts may name, as goose's do behind {@code -- +goose ENVSUB ON}. Any of
 * them may be a secret, so none is ever shown. Immutable, thread-safe.
 */
public final class ScriptVariables {
  /** No variables. */
  public static final ScriptVariables NONE = of(Map.of());

  private final Map<String, String> values;
  private final BinaryOperator<String> resolver;

  private ScriptVariables(Map<String, String> values, BinaryOperator<String> resolver) {
    this.values = Map.copyOf(values);
    this.resolver = resolver;
  }

  /** Variables by their names. */
  public static ScriptVariables of(Map<String, String> values) {
    return new ScriptVariables(values, (value, name) -> value);
  }

  /**
   * The same, where what is written may stand for the value. It is asked for when a script names
   * the variable.
   *
   * @param change from what is written, and the variable's name, to the value
   */
  public ScriptVariables resolvedBy(BinaryOperator<String> change) {
    return new ScriptVariables(values, change);
  }

  /** The value of a variable, which may be empty; nothing if it is not set. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name)).map(value -> resolver.apply(value, name));
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
