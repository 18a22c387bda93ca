package dev.lockkeeper.guard.preset;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Alembic's revisions as {@code history} prints them, newest first: {@code PARENTS -> REVISION
 * (notes), message}, where the parents may be followed by those depended on, in brackets.
 */
record AlembicGraph(Map<String, List<String>> parents) {
  private static final Pattern EDGE =
      Pattern.compile("^(.*?\\S) -> ([^\\s,]+)(?= \\(|,|\\s*$)", Pattern.MULTILINE);
  private static final Pattern REVISION =
      Pattern.compile("^([^\\s,]+)(?: \\(|\\s*$)", Pattern.MULTILINE);
  private static final String BASE = "<base>";

  static AlembicGraph read(String history) {
    Map<String, List<String>> parents = new LinkedHashMap<>();
    for (MatchResult edge : EDGE.matcher(history).results().toList()) {
      List<String> words = new ArrayList<>(List.of(edge.group(1).split("[ ,()]+", -1)));
      words.removeIf(word -> word.isEmpty() || word.equals(BASE));
      parents.putIfAbsent(edge.group(2), words);
    }
    return new AlembicGraph(parents);
  }

  /** The revisions in what {@code heads} and {@code current} print. */
  static List<String> revisions(String output) {
    return REVISION.matcher(output).results().map(line -> line.group(1)).toList();
  }

  /** All revisions, oldest first; applied are the current ones and whatever lies below them. */
  List<ToolMigration> migrations(List<String> current) {
    Set<String> applied = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(current);
    while (!next.isEmpty()) {
      String revision = next.remove();
      if (applied.add(revision)) {
        next.addAll(parents.getOrDefault(revision, List.of()));
      }
    }
    List<ToolMigration> migrations = new ArrayList<>();
    parents.keySet().forEach(one -> migrations.add(new ToolMigration(one, applied.contains(one))));
    Collections.reverse(migrations);
    return migrations;
  }

  /** The revisions that are applied where these are the current ones, oldest first. */
  List<String> upTo(List<String> current) {
    return migrations(current).stream()
        .filter(ToolMigration::applied)
        .map(ToolMigration::version)
        .toList();
  }
}
