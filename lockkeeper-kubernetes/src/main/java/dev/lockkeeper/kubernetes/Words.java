package dev.lockkeeper.kubernetes;

/** What others say, as one line of bounded length. */
final class Words {
  private static final int LONGEST = 1_000;

  private Words() {}

  static String line(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
