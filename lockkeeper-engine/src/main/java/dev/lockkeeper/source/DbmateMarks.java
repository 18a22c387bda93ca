package dev.lockkeeper.source;

import dev.lockkeeper.failure.LockkeeperException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a file at its {@code -- migrate:up} and {@code -- migrate:down} lines. */
final class DbmateMarks {
  private static final Pattern MARK =
      Pattern.compile("(?m)^[ \\t]*-- *migrate:(up|down)\\b([^\\r\\n]*)\\r?$");

  private DbmateMarks() {}

  static Sections cut(String file, String text) {
    Matcher matcher = MARK.matcher(text);
    if (!matcher.find() || !matcher.group(1).equals("up")) {
      throw invalid(file, 1, "has no `-- migrate:up` line before its first section");
    }
    boolean upTransactional = transactional(file, text, matcher);
    boolean more = matcher.find();
    Optional<Obstacle> mixed = Optional.empty();
    while (more && matcher.group(1).equals("up")) {
      if (transactional(file, text, matcher) != upTransactional) {
        mixed = Optional.of(mixed(Sections.line(text, matcher.start())));
      }
      more = matcher.find();
    }
    Sections sections =
        more
            ? withDown(file, text, matcher, upTransactional)
            : Sections.upAlone(text, upTransactional);
    return mixed.map(sections::with).orElse(sections);
  }

  private static Obstacle mixed(int line) {
    return new Obstacle(
        line,
        "has up sections inside and outside a transaction",
        "Give all of them the same option, or make a migration of each. Statements that refuse a"
            + " transaction are recognised and need no option.");
  }

  private static Sections withDown(
      String file, String text, Matcher matcher, boolean upTransactional) {
    int cut = matcher.start();
    boolean downTransactional = transactional(file, text, matcher);
    if (matcher.find()) {
      throw invalid(
          file,
          Sections.line(text, matcher.start()),
          "has a section behind its `-- migrate:down` section");
    }
    return Sections.cutAt(cut, text, upTransactional, downTransactional);
  }

  private static boolean transactional(String file, String text, Matcher matcher) {
    String options = matcher.group(2).strip();
    if (options.isEmpty() || options.equals("transaction:true")) {
      return true;
    }
    if (options.equals("transaction:false")) {
      return false;
    }
    throw Sections.invalid(
        file,
        Sections.line(text, matcher.start()),
        "has a section with the unknown option " + options,
        "A section's own line takes transaction:false or transaction:true; other options stand in"
            + " `-- lockkeeper:` lines.");
  }

  private static LockkeeperException invalid(String file, int line, String complaint) {
    return Sections.invalid(
        file,
        line,
        complaint,
        "A file named <version>_<name>.sql holds one or more `-- migrate:up` sections and at most"
            + " one `-- migrate:down` section after them; or use two files, .up.sql and .down.sql."
            + " If another tool's marks stand in it, name the tool with `layout:` in"
            + " lockkeeper.yaml.");
  }
}
