package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.settings.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One value of a YAML file, read as the type that its key asks for. Every failure names the key,
 * the line and what was expected. {@link #toString()} does not show the value.
 */
final class YamlValue {
  /** A value that is a reference to a variable, and nothing else, has a tag of its own. */
  private static final Set<Tag> TEXT_TAGS =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.ENV_TAG);

  /** The key of a document's root, for messages. */
  static final String ROOT = "the file";

  private static final int LONGEST_QUOTE = 40;

  private final String file;
  private final String key;
  private final Node node;

  /**
   * @param key the value's path in the file, such as {@code environments.staging.url}
   */
  YamlValue(String file, String key, Node node) {
    this.file = file;
    this.key = key;
    this.node = node;
  }

  /** Where the value stands. */
  Place place() {
    return node.getStartMark()
        .map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1))
        .orElse(Place.of(file));
  }

  /** The value's path in the file. */
  String key() {
    return key;
  }

  /** File and line, as in {@link Origin#source()}. */
  String source() {
    return file + ":" + place().line();
  }

  /** Any scalar, as it is written. */
  String text() {
    if (node instanceof ScalarNode scalar && TEXT_TAGS.contains(scalar.getTag())) {
      return scalar.getValue();
    }
    throw expected("text");
  }

  /** Text that is not blank. */
  String filledText() {
    String text = text();
    if (text.isBlank()) {
      throw expected("text that is not empty");
    }
    return text;
  }

  boolean bool() {
    if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
      return scalar.getValue().equalsIgnoreCase("true");
    }
    throw expected("true or false");
  }

  int integer(int least, int most) {
    String expected = "a whole number from " + least + " to " + most;
    if (node instanceof ScalarNode scalar && scalar.getValue().matches("\\d{1,9}")) {
      int number = Integer.parseInt(scalar.getValue());
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw expected(expected);
  }

  Duration duration() {
    if (node instanceof ScalarNode scalar) {
      return DurationText.parse(scalar.getValue()).orElseThrow(() -> expected(DurationText.FORM));
    }
    throw expected(DurationText.FORM);
  }

  /** A duration longer than zero, for timeouts where zero would mean no limit. */
  Duration positiveDuration() {
    Duration duration = duration();
    if (duration.isZero()) {
      throw expected(DurationText.FORM + ", longer than 0");
    }
    return duration;
  }

  <T> T oneOf(Map<String, T> choices) {
    T choice = node instanceof ScalarNode scalar ? choices.get(scalar.getValue()) : null;
    if (choice == null) {
      throw expected(String.join(" or ", choices.keySet()));
    }
    return choice;
  }

  List<YamlValue> list() {
    if (node instanceof SequenceNode sequence) {
      List<YamlValue> values = new ArrayList<>();
      for (Node element : sequence.getValue()) {
        values.add(new YamlValue(file, key + "[" + values.size() + "]", element));
      }
      return values;
    }
    throw expected("a list");
  }

  boolean isList() {
    return node instanceof SequenceNode;
  }

  boolean isSection() {
    return node instanceof MappingNode;
  }

  /** A mapping whose keys are all different. A key without a value counts as absent. */
  YamlSection section() {
    if (!(node instanceof MappingNode mapping)) {
      throw expected("settings of the form key: value");
    }
    Map<String, YamlValue> values = new LinkedHashMap<>();
    Map<String, Integer> lines = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      YamlValue name = new YamlValue(file, "a key", tuple.getKeyNode());
      String text = name.text();
      Integer earlier = lines.put(text, name.place().line());
      if (earlier != null) {
        throw name.failure("\"" + text + "\" is set twice; the first time in line " + earlier);
      }
      if (!tuple.getValueNode().getTag().equals(Tag.NULL)) {
        String path = key.equals(ROOT) ? text : key + "." + text;
        values.put(text, new YamlValue(file, path, tuple.getValueNode()));
      }
    }
    return new YamlSection(this, values, lines);
  }

  /** The value in a few words, for {@link Origin#value()}; only for keys that hold no secret. */
  String shown() {
    if (node instanceof ScalarNode scalar) {
      String text = scalar.getValue();
      return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
    return node instanceof SequenceNode sequence
        ? sequence.getValue().size() + " entries"
        : "a section";
  }

  /** A failure that says what this key takes. The value itself is not repeated. */
  LockkeeperException expected(String what) {
    return failure(key + " expects " + what);
  }

  LockkeeperException failure(String message) {
    return LockkeeperException.because(ErrorCode.SETTINGS, message)
        .at(place())
        .hint("Correct that line and run the command again.")
        .build();
  }

  @Override
  public String toString() {
    return key + " at " + place();
  }
}
