package dev.lockkeeper.source;

import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.UnsupportedBody;
import dev.lockkeeper.migration.Version;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A layout of one file for both directions: {@code <version>_<name>.sql} with a tool's own marks.
 * Files of the tool's language with such a name are migrations too, which only the tool can run.
 */
final class SectionedLayout implements Layout {
  private static final Pattern NAME = Pattern.compile("(\\d+)_(.+)\\.sql");
  private static final String FORM = "<version>_<name>.sql";

  private final String tool;
  private final Pattern code;
  private final SectionMarks marks;

  /**
   * @param tool the name of the tool, for messages
   * @param code the names of migrations that are code: the version and the name are its groups
   * @param marks how the tool divides a file
   */
  SectionedLayout(String tool, Pattern code, SectionMarks marks) {
    this.tool = tool;
    this.code = code;
    this.marks = marks;
  }

  @Override
  public List<Migration> migrations(List<ScriptFile> files) {
    Pairing pairing = new Pairing(FORM);
    for (ScriptFile file : files) {
      if (file.isSql()) {
        add(file, pairing);
      } else {
        addCode(file, pairing);
      }
    }
    return pairing.migrations();
  }

  private void add(ScriptFile file, Pairing pairing) {
    Matcher matcher = Misnamed.require(NAME, file, FORM);
    Pair pair = pairing.pair(Version.of(matcher.group(1)), matcher.group(2));
    String text = file.read();
    pair.sections(file, marks.cut(file.display(), text), marks);
  }

  private void addCode(ScriptFile file, Pairing pairing) {
    Matcher matcher = code.matcher(file.name());
    if (matcher.matches()) {
      pairing.pair(Version.of(matcher.group(1)), matcher.group(2)).up(file, code(file, tool));
    }
  }

  /** A migration that is written in a tool's own language. */
  static UnsupportedBody code(ScriptFile file, String tool) {
    return new UnsupportedBody(
        Place.of(file.display()),
        "is code for " + tool + ", which Lockkeeper does not run",
        "Write it as SQL; or let "
            + tool
            + " run it, and then record it with `lockkeeper mark VERSION --applied --reason TEXT`.",
        "",
        "");
  }
}
