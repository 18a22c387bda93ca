package dev.lockkeeper.sql;

import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.List;

/**
 * The comments of a script, in order, where PostgreSQL would see them: what stands in a literal, in
 * a quoted body or in COPY data is none. Never throws. Thread-safe.
 */
public final class Comments {
  private Comments() {}

  /** Those in front of the first statement; reads no further. */
  public static List<Comment> leading(String script) {
    char[] text = script.toCharArray();
    Lexer lexer = new Lexer(text);
    lexer.next();
    return list(text, lexer);
  }

  /** All of them, up to where the script breaks off inside something. */
  public static List<Comment> all(String script) {
    char[] text = script.toCharArray();
    StatementReader reader = new StatementReader(text);
    try {
      boolean more = true;
      while (more) {
        more = reader.read();
      }
    } catch (LockkeeperException broken) {
      // Whoever reads the statements says so; the comments so far are there.
    }
    return list(text, reader.lexer());
  }

  private static List<Comment> list(char[] text, Lexer lexer) {
    IntList lines = lexer.lineComments();
    IntList blocks = lexer.blockComments();
    LineCounter counter = new LineCounter(text);
    List<Comment> comments = new ArrayList<>();
    int line = 0;
    int block = 0;
    while (line < lines.size() || block < blocks.size()) {
      boolean isLine =
          block == blocks.size() || (line < lines.size() && lines.get(line) < blocks.get(block));
      IntList from = isLine ? lines : blocks;
      int index = isLine ? line : block;
      int start = from.get(index);
      String source = new String(text, start, from.get(index + 1) - start);
      comments.add(new Comment(source, start, counter.at(start).line()));
      line += isLine ? 2 : 0;
      block += isLine ? 0 : 2;
    }
    return comments;
  }
}
