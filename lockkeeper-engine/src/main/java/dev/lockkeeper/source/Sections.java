package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a file at its {@code -- migrate:up} and {@code -- migrate:down} lines. What stands before
 * the first of them belongs to the up section, so that the header of the file counts.
 */
record Sections(Section up, Optional<Section> down) {
  private static final Pattern MARK =
      Pattern.compile("(?m)^[ \\t]*-- *migrate:(up|down)\\b([^\\r\\n]*)\\r?$");

  static Sections of(String file, String text) {
    Matcher matcher = MARK.matcher(text);
    if (!matcher.find() || !matcher.group(1).equals("up")) {
      throw invalid(file, 1, "has no `-- migrate:up` line before its first section");
    }
    boolean upTransactional = transactional(file, text, matcher);
    if (!matcher.find()) {
      return new Sections(new Section(text, 1, upTransactional), Optional.empty());
    }
    int cut = matcher.start();
    int line = line(text, cut);
    if (!matcher.group(1).equals("down")) {
      throw invalid(file, line, "has a second `-- migrate:up` section");
    }
    boolean downTransactional = transactional(file, text, matcher);
    if (matcher.find()) {
      throw invalid(file, line(text, matcher.start()), "has more than two sections");
    }
    return new Sections(
        new Section(text.substring(0, cut), 1, upTransactional),
        Optional.of(new Section(text.substring(cut), line, downTransactional)));
  }

  private static boolean transactional(String file, String text, Matcher matcher) {
    String options = matcher.group(2).strip();
    if (options.isEmpty() || options.equals("transaction:true")) {
      return true;
    }
    if (options.equals("transaction:false")) {
      return false;
    }
    throw invalid(
        file,
        line(text, matcher.start()),
        "has a section with the unknown option " + options,
        "A section's own line takes transaction:false or transaction:true; other options stand in"
            + " `-- lockkeeper:` lines.");
  }

  private static int line(String text, int offset) {
    return 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  private static LockkeeperException invalid(String file, int line, String complaint) {
    return invalid(
        file,
        line,
        complaint,
        "A file named <version>_<name>.sql holds one `-- migrate:up` section and at most one"
            + " `-- migrate:down` section after it; or use two files, .up.sql and .down.sql.");
  }

  private static LockkeeperException invalid(String file, int line, String complaint, String hint) {
    return LockkeeperException.because(ErrorCode.FILE_HEADER, file + " " + complaint)
        .at(new Place(file, line, 0))
        .hint(hint)
        .build();
  }
}
