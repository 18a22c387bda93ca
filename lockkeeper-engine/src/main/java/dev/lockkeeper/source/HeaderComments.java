package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.sql.Comment;
import dev.lockkeeper.sql.Comments;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the {@code -- lockkeeper:} lines of a script. One that stands where it would take no effect
 * is refused, since a lost {@code phase=post} runs at the wrong time.
 */
final class HeaderComments {
  private static final String WORD = "lockkeeper";
  private static final String GIVES_OPTION =
      "\\s*(?:phase|transaction|lock-timeout|requires|irreversible)\\s*=";

  /** Blanks are also those that only look like one; a line ends where PostgreSQL ends it. */
  private static final int FLAGS =
      Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS | Pattern.DOTALL;

  private static final Pattern LINE = Pattern.compile("--+\\s*" + WORD + "\\s*:(.*)", FLAGS);
  private static final Pattern WITHOUT_COLON =
      Pattern.compile("--+\\s*" + WORD + "\\b" + GIVES_OPTION + ".*", FLAGS);
  private static final Pattern IN_BLOCK =
      Pattern.compile(
          "^[ \\t/*-]*" + WORD + "\\b\\s*:?" + GIVES_OPTION,
          Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private final String file;
  private final int firstLine;

  /** What stands behind the colon of a header line. */
  record Header(String options, int line) {}

  HeaderComments(String file, int firstLine) {
    this.file = file;
    this.firstLine = firstLine;
  }

  /** The header lines of a text, all of them in front of its first statement. */
  List<Header> of(String text) {
    if (!isNamed(text, 0)) {
      return List.of();
    }
    List<Header> headers = new ArrayList<>();
    List<Comment> leading = Comments.leading(text);
    for (Comment comment : leading) {
      Matcher line = LINE.matcher(comment.text());
      if (line.matches()) {
        if (!belongsToStatement(line.group(1))) {
          headers.add(new Header(line.group(1), line(comment)));
        }
      } else {
        refuseOtherForms(comment);
      }
    }
    int end = leading.isEmpty() ? 0 : leading.get(leading.size() - 1).end();
    if (isNamed(text, end)) {
      List<Comment> all = Comments.all(text);
      all.subList(Math.min(leading.size(), all.size()), all.size()).forEach(this::refuseLate);
    }
    return headers;
  }

  /**
   * Whether the word occurs, in any case. Most files end here, so it looks at every other character
   * only: one of the two k must be among them.
   */
  private static boolean isNamed(String text, int from) {
    for (int i = from + 4; i < text.length(); i += 2) {
      if ((text.charAt(i) | 0x20) == 'k'
          && (text.regionMatches(true, i - 3, WORD, 0, WORD.length())
              || text.regionMatches(true, i - 4, WORD, 0, WORD.length()))) {
        return true;
      }
    }
    return false;
  }

  /** An accepted finding belongs to the statement that follows, wherever that stands. */
  private static boolean belongsToStatement(String options) {
    return options.strip().regionMatches(true, 0, "accept ", 0, 7);
  }

  private int line(Comment comment) {
    return firstLine + comment.line() - 1;
  }

  private void refuseLate(Comment comment) {
    Matcher line = LINE.matcher(comment.text());
    boolean header =
        line.matches()
            ? !belongsToStatement(line.group(1))
            : WITHOUT_COLON.matcher(comment.text()).matches();
    if (header) {
      throw refused(
          line(comment),
          "a `-- lockkeeper:` line stands behind the beginning of the first statement, where it"
              + " takes no effect",
          "Move it above the first statement, or take it out.");
    }
    refuseInBlock(comment);
  }

  private void refuseOtherForms(Comment comment) {
    if (WITHOUT_COLON.matcher(comment.text()).matches()) {
      throw refused(
          line(comment),
          "a `-- lockkeeper:` line lacks its colon",
          "Write it as in: -- lockkeeper: phase=post");
    }
    refuseInBlock(comment);
  }

  private void refuseInBlock(Comment comment) {
    Matcher inside = IN_BLOCK.matcher(comment.text());
    if (!comment.isLine() && inside.find()) {
      String before = comment.text().substring(0, inside.start());
      throw refused(
          line(comment) + (int) before.chars().filter(c -> c == '\n').count(),
          "a `lockkeeper:` line stands in a block comment, where it takes no effect",
          "Write it on a line of its own above the first statement, as in: -- lockkeeper:"
              + " phase=post; or take it out.");
    }
  }

  private LockkeeperException refused(int line, String complaint, String hint) {
    return LockkeeperException.because(ErrorCode.FILE_HEADER, file + ":" + line + ": " + complaint)
        .at(new Place(file, line, 0))
        .hint(hint)
        .build();
  }
}
