package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads one YAML document into nodes, which know their line. Aliases are nodes that occur twice, so
 * they cost nothing however often they multiply; nesting is bounded.
 */
final class YamlDocument {
  private static final int DEEPEST_NESTING = 20;
  private static final String UNDEFINED_ALIAS = "found undefined alias";

  private YamlDocument() {}

  /**
   * The root of a document; empty if the text holds nothing but comments.
   *
   * @param name the file's name, for messages
   */
  static Optional<YamlValue> read(String text, String name) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(name)
            .setUseMarks(true)
            .setCodePointLimit(text.length() + 1)
            // One read for all: the reader's time grows with the square of refills per line.
            .setBufferSize(text.length() + 1)
            .build();
    try {
      requireFlat(settings, text, name);
      Optional<Node> root = new Compose(settings).composeString(text);
      return root.map(node -> new YamlValue(name, YamlValue.ROOT, node));
    } catch (MarkedYamlEngineException e) {
      throw failure(name + " is not valid YAML: " + problem(e), place(name, e.getProblemMark()));
    } catch (YamlEngineException e) {
      throw failure(name + " is not valid YAML, or repeats aliases too often", Place.of(name));
    }
  }

  private static void requireFlat(LoadSettings settings, String text, String name) {
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      Event.ID id = event.getEventId();
      if (id == Event.ID.MappingStart || id == Event.ID.SequenceStart) {
        depth++;
      } else if (id == Event.ID.MappingEnd || id == Event.ID.SequenceEnd) {
        depth--;
      }
      if (depth > DEEPEST_NESTING) {
        throw failure(
            "the settings of " + name + " are nested deeper than " + DEEPEST_NESTING + " levels",
            place(name, event.getStartMark()));
      }
    }
  }

  /** Only the problem: the whole message would quote the file, which may hold a password. */
  private static String problem(MarkedYamlEngineException failure) {
    String problem = failure.getProblem();
    return problem.startsWith(UNDEFINED_ALIAS) ? UNDEFINED_ALIAS : problem;
  }

  private static Place place(String name, Optional<Mark> mark) {
    return mark.map(at -> new Place(name, at.getLine() + 1, at.getColumn() + 1))
        .orElse(Place.of(name));
  }

  private static LockkeeperException failure(String message, Place place) {
    return LockkeeperException.because(ErrorCode.SETTINGS, message)
        .at(place)
        .hint(
            "Mend the file there or just above: look for a bracket or quote that is not closed, a"
                + " wrong indentation, or a text with : # { or [ in it that needs quotes.")
        .build();
  }
}
