package dev.lockkeeper.sql;

import java.util.regex.Pattern;

/** Writes the canonical form of one script. Not thread-safe. */
final class CanonicalWriter {
  private static final Pattern DIRECTIVE =
      Pattern.compile("(?:-*\\s*(?i:lockkeeper)\\s*|migrate):");

  private final char[] text;
  private final StatementReader reader;
  private final StringBuilder out;
  private int commentsSeen;

  CanonicalWriter(char[] text) {
    this.text = text;
    this.reader = new StatementReader(text);
    this.out = new StringBuilder(text.length);
  }

  String write() {
    while (reader.read()) {
      statement(reader.tokens());
      CopyData data = reader.copyData();
      if (data.start() >= 0) {
        out.append(text, data.start(), data.end() - data.start()).append("\\.\n");
      }
    }
    directivesBefore(text.length);
    return out.toString();
  }

  private void statement(Tokens tokens) {
    int gapsSeen = 0;
    IntList gaps = reader.gaps();
    for (int i = 0; i < tokens.size(); i++) {
      directivesBefore(tokens.start(i));
      if (i > 0 && out.charAt(out.length() - 1) != '\n') {
        out.append(' ');
      }
      int start = tokens.start(i);
      // a string that goes on behind a line end keeps the line end, which is what joins it
      for (; gapsSeen < gaps.size() && gaps.get(gapsSeen) < tokens.end(i); gapsSeen += 2) {
        out.append(text, start, gaps.get(gapsSeen) - start).append('\n');
        start = gaps.get(gapsSeen + 1);
      }
      out.append(text, start, tokens.end(i) - start);
    }
    out.append(";\n");
  }

  private void directivesBefore(int offset) {
    IntList comments = reader.lineComments();
    for (;
        commentsSeen < comments.size() && comments.get(commentsSeen) < offset;
        commentsSeen += 2) {
      int start = comments.get(commentsSeen);
      String comment = new String(text, start, comments.get(commentsSeen + 1) - start);
      String words = comment.substring(2).strip();
      if (DIRECTIVE.matcher(words).lookingAt()) {
        if (out.length() > 0 && out.charAt(out.length() - 1) != '\n') {
          out.append('\n');
        }
        out.append("-- ").append(words).append('\n');
      }
    }
  }
}
