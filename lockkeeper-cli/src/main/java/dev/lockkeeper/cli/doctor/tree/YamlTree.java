package dev.lockkeeper.cli.doctor.tree;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A node of a YAML document with its place. Immutable. Lines begin at 1. */
public final class YamlTree {
  private static final String MERGE = "<<";
  private static final int DEEPEST_MERGE = 5;
  private static final int DEEPEST = 60;

  private final Node node;

  YamlTree(Node node) {
    this.node = node;
  }

  /** The line where the node begins. */
  public int line() {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  /** The last line of the node. */
  public int lastLine() {
    Node last = node;
    for (int depth = 0; depth < DEEPEST && !children(last).isEmpty(); depth++) {
      List<Node> children = children(last);
      last = children.get(children.size() - 1);
    }
    int end =
        last.getEndMark()
            .map(mark -> mark.getColumn() == 0 ? mark.getLine() : mark.getLine() + 1)
            .orElse(0);
    return Math.max(end, line());
  }

  private static List<Node> children(Node node) {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    return node instanceof MappingNode mapping
        ? mapping.getValue().stream().map(NodeTuple::getValueNode).toList()
        : List.of();
  }

  /** The line of the first character of a scalar's text; a block's text begins below its sign. */
  public int textLine() {
    boolean isBlock =
        node instanceof ScalarNode scalar
            && (scalar.getScalarStyle() == ScalarStyle.LITERAL
                || scalar.getScalarStyle() == ScalarStyle.FOLDED);
    return isBlock ? line() + 1 : line();
  }

  /** The value of a scalar as it is written. */
  public Optional<String> text() {
    return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
  }

  /** Whether this is a scalar of the given text. */
  public boolean is(String text) {
    return text().filter(text::equals).isPresent();
  }

  /** Whether this is a mapping. */
  public boolean isMapping() {
    return node instanceof MappingNode;
  }

  /** The elements of a list; for anything else itself, as many keys allow one or many. */
  public List<YamlTree> items() {
    return node instanceof SequenceNode sequence
        ? sequence.getValue().stream().map(YamlTree::new).toList()
        : List.of(this);
  }

  /** The entries of a mapping in the order of the file, those that are merged into it included. */
  public Map<String, YamlTree> entries() {
    Map<String, YamlTree> entries = new LinkedHashMap<>();
    collect(node, entries, DEEPEST_MERGE);
    return entries;
  }

  private static void collect(Node from, Map<String, YamlTree> entries, int depth) {
    if (!(from instanceof MappingNode mapping) || depth == 0) {
      return;
    }
    List<Node> merged = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
      if (key.equals(MERGE)) {
        merged.addAll(
            tuple.getValueNode() instanceof SequenceNode list
                ? list.getValue()
                : List.of(tuple.getValueNode()));
      } else {
        entries.put(key, new YamlTree(tuple.getValueNode()));
      }
    }
    for (Node other : merged) {
      Map<String, YamlTree> more = new LinkedHashMap<>();
      collect(other, more, depth - 1);
      more.forEach(entries::putIfAbsent);
    }
  }

  /** The node below the keys, one after the other. */
  public Optional<YamlTree> at(String... keys) {
    Optional<YamlTree> found = Optional.of(this);
    for (String key : keys) {
      found = found.map(YamlTree::entries).map(entries -> entries.get(key));
    }
    return found;
  }

  /** The text of a scalar below the keys. */
  public Optional<String> textAt(String... keys) {
    return at(keys).flatMap(YamlTree::text);
  }

  /** The elements below the keys; none if they are absent. */
  public List<YamlTree> itemsAt(String... keys) {
    return at(keys).map(YamlTree::items).orElse(List.of());
  }

  /** The line of a key in this mapping; that of the mapping if it is not there. */
  public int lineOf(String key) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (tuple.getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key)) {
          return new YamlTree(scalar).line();
        }
      }
    }
    return line();
  }

  /**
   * Visits every scalar with the key that it stands under. What is repeated by an alias is visited
   * once.
   */
  public void scalars(BiConsumer<String, YamlTree> visitor) {
    visit("", node, new IdentityHashMap<>(), visitor);
  }

  private static void visit(
      String key,
      Node from,
      IdentityHashMap<Node, Boolean> seen,
      BiConsumer<String, YamlTree> visitor) {
    if (seen.put(from, true) != null) {
      return;
    }
    if (from instanceof ScalarNode) {
      visitor.accept(key, new YamlTree(from));
    } else if (from instanceof SequenceNode sequence) {
      sequence.getValue().forEach(item -> visit(key, item, seen, visitor));
    } else if (from instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        String name = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
        visit(name, tuple.getValueNode(), seen, visitor);
      }
    }
  }
}
