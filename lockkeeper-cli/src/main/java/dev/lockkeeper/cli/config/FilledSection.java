package dev.lockkeeper.cli.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A section of {@code lockkeeper.yaml} whose texts may refer to variables. */
final class FilledSection {
  private final YamlSection section;
  private final Variables variables;

  FilledSection(YamlValue value, Variables variables, List<String> keys) {
    this.section = value.section();
    this.variables = variables;
    section.allow(keys);
  }

  Optional<YamlValue> get(String key) {
    return section.get(key);
  }

  YamlValue required(String key) {
    return section.required(key);
  }

  Optional<String> text(String key) {
    return section.get(key).map(this::filled);
  }

  String requiredText(String key) {
    return filled(section.required(key));
  }

  Optional<Duration> duration(String key) {
    return section.get(key).map(YamlValue::duration);
  }

  /** The words of a program, which no shell reads. */
  List<String> words(String key) {
    return section.get(key).map(this::words).orElse(List.of());
  }

  List<String> words(YamlValue value) {
    List<String> words = new ArrayList<>();
    for (YamlValue word : value.list()) {
      words.add(TextReferences.filled(word, variables));
    }
    if (words.isEmpty() || words.get(0).isBlank()) {
      throw value.expected("a program and its arguments, as a list");
    }
    return words;
  }

  List<String> texts(String key) {
    return section
        .get(key)
        .map(value -> value.list().stream().map(this::filled).toList())
        .orElse(List.of());
  }

  Map<String, String> map(String key) {
    Map<String, String> map = new LinkedHashMap<>();
    if (section.get(key).isPresent()) {
      YamlSection entries = section.required(key).section();
      for (String name : entries.keys()) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*") || name.startsWith("LOCKKEEPER_RUN")) {
          throw section.required(key).failure("\"" + name + "\" is no name for a variable here");
        }
        entries
            .get(name)
            .ifPresent(value -> map.put(name, TextReferences.filled(value, variables)));
      }
    }
    return map;
  }

  private String filled(YamlValue value) {
    String text = TextReferences.filled(value, variables);
    if (text.isBlank()) {
      throw value.expected("text that is not empty");
    }
    return text;
  }
}
