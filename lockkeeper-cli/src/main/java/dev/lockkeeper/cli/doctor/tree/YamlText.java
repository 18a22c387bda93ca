package dev.lockkeeper.cli.doctor.tree;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the documents of a YAML or JSON file, also of one with placeholders of Helm in it. */
public final class YamlText {
  private static final int DEEPEST_NESTING = 60;
  private static final Pattern TEMPLATE_LINE =
      Pattern.compile("(?m)^[ \\t-]*\\{\\{.*\\}\\}[ \\t]*$");
  private static final Pattern TEMPLATE = Pattern.compile("\\{\\{[^\\n}]*\\}\\}");

  private YamlText() {}

  /**
   * The documents of a file; nothing if it is not YAML, nested too deep, or repeats aliases too
   * often. What a template fills in later is read as the word {@code template}, on the same line.
   */
  public static Optional<List<YamlTree>> documents(String text) {
    String filled = filled(text);
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(true)
            .setCodePointLimit(filled.length() + 1)
            .setBufferSize(filled.length() + 1)
            .build();
    try {
      if (!isFlat(settings, filled)) {
        return Optional.empty();
      }
      List<YamlTree> documents = new ArrayList<>();
      for (Node node : new Compose(settings).composeAllFromString(filled)) {
        documents.add(new YamlTree(node));
      }
      return Optional.of(List.copyOf(documents));
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }

  /** Expressions of GitHub begin with a dollar sign, and are text. */
  private static String filled(String text) {
    if (!text.contains("{{") || text.contains("${{")) {
      return text;
    }
    String without = TEMPLATE_LINE.matcher(text).replaceAll("");
    return TEMPLATE.matcher(without).replaceAll("template");
  }

  private static boolean isFlat(LoadSettings settings, String text) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      Event.ID id = event.getEventId();
      if (id == Event.ID.MappingStart || id == Event.ID.SequenceStart) {
        depth++;
      } else if (id == Event.ID.MappingEnd || id == Event.ID.SequenceEnd) {
        depth--;
      }
      if (depth > DEEPEST_NESTING) {
        return false;
      }
    }
    return true;
  }
}
