package dev.lockkeeper.cli.config;

import dev.lockkeeper.guard.child.Template;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code run} in {@code lockkeeper.yaml} says about programs that Lockkeeper starts.
 * Immutable.
 *
 * @param env variables to set beside the usual ones, as {@link Template}s by name
 * @param mask variables whose values are masked in what the program prints
 * @param timeout how long the program may take; empty for no limit
 * @param socketDir the folder of the relay's Unix socket, relative to the project folder
 */
public record ChildSettings(
    Map<String, String> env,
    List<String> mask,
    Optional<Duration> timeout,
    Optional<String> socketDir) {
  static final ChildSettings NONE =
      new ChildSettings(Map.of(), List.of(), Optional.empty(), Optional.empty());

  private static final List<String> KEYS = List.of("env", "mask", "timeout", "socket-dir");
  private static final String VARIABLE = "[A-Za-z_][A-Za-z0-9_]*";
  private static final String OURS = "LOCKKEEPER_";

  public ChildSettings {
    env = Map.copyOf(env);
    mask = List.copyOf(mask);
  }

  static ChildSettings read(YamlValue value) {
    YamlSection section = value.section();
    section.allow(KEYS);
    return new ChildSettings(
        section.get("env").map(ChildSettings::env).orElse(Map.of()),
        section.get("mask").map(ChildSettings::mask).orElse(List.of()),
        section.get("timeout").map(YamlValue::positiveDuration),
        section.get("socket-dir").map(YamlValue::filledText));
  }

  private static Map<String, String> env(YamlValue value) {
    Map<String, String> env = new LinkedHashMap<>();
    YamlSection section = value.section();
    for (String name : section.keys()) {
      if (!name.matches(VARIABLE) || name.startsWith(OURS)) {
        throw value.failure(
            "\"" + name + "\" is no name for a variable of a program that Lockkeeper starts");
      }
      section.get(name).ifPresent(template -> env.put(name, template(template)));
    }
    return env;
  }

  private static String template(YamlValue value) {
    String template = value.text();
    Template.problem(template)
        .ifPresent(
            what -> {
              throw value.failure(value.key() + ": " + what);
            });
    return template;
  }

  private static List<String> mask(YamlValue value) {
    return value.list().stream().map(ChildSettings::variable).toList();
  }

  private static String variable(YamlValue value) {
    String name = value.text();
    if (!name.matches(VARIABLE)) {
      throw value.expected("the name of a variable, not its value");
    }
    return name;
  }
}
