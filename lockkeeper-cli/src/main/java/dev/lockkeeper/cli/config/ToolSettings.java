package dev.lockkeeper.cli.config;

import dev.lockkeeper.guard.preset.Preset;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which migration tool the project uses, as its settings say.
 *
 * @param name the tool's name, one that {@link Preset#of} knows
 * @param command the words that start it; none to take those of the preset
 * @param table its history table, perhaps with a schema in front, if it is not the tool's usual one
 */
public record ToolSettings(String name, List<String> command, Optional<String> table) {
  private static final int LONGEST_COMMAND = 100;
  private static final String PART = "(?:[^\\s.\"]{1,63}|\"[^\"]{1,63}\")";

  public ToolSettings {
    command = List.copyOf(command);
  }

  /** The words that start it in a project. */
  public List<String> program(Path project) {
    return command.isEmpty() ? Preset.of(name).orElseThrow().program(project) : command;
  }

  static ToolSettings read(YamlValue value) {
    if (!value.isSection()) {
      return new ToolSettings(name(value), List.of(), Optional.empty());
    }
    YamlSection section = value.section();
    section.allow(List.of("name", "command", "table"));
    return new ToolSettings(
        name(section.required("name")),
        section.get("command").map(ToolSettings::command).orElse(List.of()),
        section.get("table").map(ToolSettings::table));
  }

  private static String name(YamlValue value) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Preset preset : Preset.values()) {
      names.put(preset.id(), preset.id());
    }
    return value.oneOf(names);
  }

  /** No shell reads the command, so one text with blanks would be taken for the program's name. */
  private static List<String> command(YamlValue value) {
    List<YamlValue> words = value.list();
    if (words.isEmpty() || words.size() > LONGEST_COMMAND) {
      throw value.expected(
          "a list of 1 to " + LONGEST_COMMAND + " words, such as [python, manage.py]");
    }
    return words.stream().map(YamlValue::filledText).toList();
  }

  private static String table(YamlValue value) {
    String name = value.filledText();
    if (!name.matches("(?:" + PART + "\\.)?" + PART)) {
      throw value.expected("the name of a table, such as public.my_migrations");
    }
    return name;
  }
}
