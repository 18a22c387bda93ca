package dev.lockkeeper.migration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps the values of a script's variables out of words about the script. Immutable, thread-safe.
 */
final class HiddenValues {
  /** Shorter values hide nothing, and stand in every message. */
  private static final int SHORTEST = 4;

  /** Shorter pieces of a value are pieces of many words that have nothing to do with it. */
  private static final int SHORTEST_PIECE = 6;

  private static final String MASK = "?";

  /** In any language of the server's. From the first to the last: a value may hold quotes. */
  private static final Pattern QUOTED =
      Pattern.compile("[\"'`´‘’‚‛“”„‟«»‹›「」『』].*[\"'`´‘’‚‛“”„‟«»‹›「」『』]", Pattern.DOTALL);

  private final Map<String, String> names;
  private final List<String> longestFirst;
  private final Set<String> pieces = new HashSet<>();

  /**
   * @param names the names of the variables by the values that they gave
   */
  HiddenValues(Map<String, String> names) {
    this.names = new HashMap<>(names);
    // As the server reads them between quotes.
    names.forEach(
        (value, name) -> {
          this.names.putIfAbsent(value.replace("''", "'"), name);
          this.names.putIfAbsent(value.replace("\"\"", "\""), name);
        });
    this.names.keySet().removeIf(value -> value.length() < SHORTEST);
    this.longestFirst = new ArrayList<>(this.names.keySet());
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    for (String value : longestFirst) {
      String folded = folded(value);
      for (int i = 0; i + SHORTEST_PIECE <= folded.length(); i++) {
        pieces.add(folded.substring(i, i + SHORTEST_PIECE));
      }
    }
  }

  /** The words with the names of variables where their whole values stand. */
  String named(String words) {
    String text = words;
    for (String value : longestFirst) {
      // The server folds names that are not quoted to lower case.
      text =
          Pattern.compile(Pattern.quote(value), Pattern.CASE_INSENSITIVE)
              .matcher(text)
              .replaceAll(Matcher.quoteReplacement("${" + names.get(value) + "}"));
    }
    return text;
  }

  /**
   * The words without anything that they quote and without pieces of values: a server cuts what is
   * long, and names the one token of a value that it stumbles over.
   */
  String redacted(String words) {
    return withoutPieces(QUOTED.matcher(named(words)).replaceAll(MASK));
  }

  /** Blanks stay: they part the words that are left. */
  private String withoutPieces(String words) {
    String folded = folded(words);
    StringBuilder out = new StringBuilder();
    int covered = 0;
    boolean masked = false;
    for (int i = 0; i < words.length(); i++) {
      int end = i + SHORTEST_PIECE;
      if (end <= words.length() && pieces.contains(folded.substring(i, end))) {
        covered = end;
      }
      boolean hides = i < covered && !Character.isWhitespace(words.charAt(i));
      if (!hides) {
        out.append(words.charAt(i));
      } else if (!masked) {
        out.append(MASK);
      }
      masked = hides;
    }
    return out.toString();
  }

  /** In lower case, with every character in its place. */
  private static String folded(String text) {
    String folded = text.toLowerCase(Locale.ROOT);
    return folded.length() == text.length() ? folded : text;
  }
}
