package dev.lockkeeper.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a mistyped one probably meant. */
final class Suggestion {
  private static final int MOST_EDITS = 2;

  private Suggestion() {}

  /** The known name that is closest to the given one, best of the same length, if any is close. */
  static Optional<String> closest(String given, Collection<String> known) {
    String normal = normal(given);
    return known.stream()
        .filter(name -> edits(normal, normal(name)) <= Math.min(MOST_EDITS, name.length() / 2))
        .min(
            Comparator.<String>comparingInt(name -> edits(normal, normal(name)))
                .thenComparing(name -> Math.abs(name.length() - given.length()))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The end of a message: {@code ; did you mean "x"?}, or nothing. */
  static String question(String given, Collection<String> known) {
    return closest(given, known).map(name -> "; did you mean \"" + name + "\"?").orElse("");
  }

  /** Makes {@code lockWait}, {@code LOCK_WAIT} and {@code lock-wait} alike. */
  private static String normal(String name) {
    return name.replaceAll("([a-z])([A-Z])", "$1-$2").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /** The number of single-character insertions, deletions and replacements between two words. */
  private static int edits(String one, String other) {
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j < previous.length; j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] current = new int[other.length() + 1];
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = previous[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replaced, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[other.length()];
  }
}
