package dev.lockkeeper.google.run;

import org.jspecify.annotations.Nullable;

/** What a service says, fit for one line of ours. */
final class Words {
  private static final int LONGEST = 600;

  private Words() {}

  static String of(@Nullable String text) {
    String line = text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  /** The same in parentheses behind other words; nothing if there is nothing. */
  static String behind(@Nullable String text) {
    String words = of(text);
    return words.isEmpty() ? "" : " (" + words + ")";
  }
}
