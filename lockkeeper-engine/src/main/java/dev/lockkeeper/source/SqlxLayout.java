package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Version;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The layout of sqlx: {@code <version>_<name>.sql} without a way down, or {@code .up.sql} and
 * {@code .down.sql}. A script that begins with {@code -- no-transaction} runs outside a transaction
 * (documentation of {@code sqlx::migrate!}).
 */
final class SqlxLayout implements Layout {
  private static final String NO_TRANSACTION = "-- no-transaction";

  private static final Pattern NAME = Pattern.compile("(\\d+)_(.+?)(\\.up|\\.down)?\\.sql");

  private static final Pattern MARK_OF_OTHERS =
      Pattern.compile(
          "(?im)^[ \\t]*--\\s*(migrate:(?:up|down)|\\+goose\\s+(?:up|down)|(?:up|down)\\s+migration)\\b");

  @Override
  public List<Migration> migrations(List<ScriptFile> files) {
    Pairing pairing = new Pairing("<version>_<name>.up.sql");
    for (ScriptFile file : files) {
      if (file.isSql()) {
        add(file, pairing);
      }
    }
    return pairing.migrations();
  }

  private static void add(ScriptFile file, Pairing pairing) {
    Matcher matcher =
        Misnamed.require(NAME, file, "<version>_<name>.sql, or .up.sql and .down.sql");
    Pair pair = pairing.pair(Version.of(matcher.group(1)), matcher.group(2));
    String text = file.read();
    refuseSections(file, text);
    if (".down".equals(matcher.group(3))) {
      pair.down(file, section(text), SqlxLayout::section);
    } else {
      pair.up(file, section(text), SqlxLayout::section);
    }
    pair.mustBeNamed(matcher.group(2), file);
  }

  private static Section section(String text) {
    return new Section(text, 1, !text.startsWith(NO_TRANSACTION));
  }

  /** Taken for sqlx's, a file with sections would run its way down right after its way up. */
  private static void refuseSections(ScriptFile file, String text) {
    Matcher mark = MARK_OF_OTHERS.matcher(text);
    if (mark.find()) {
      throw Sections.invalid(
          file.display(),
          Sections.line(text, mark.start()),
          "has a `-- " + mark.group(1) + "` line, and the folder is read in the layout sqlx",
          "Name the tool whose files these are with `layout:` in lockkeeper.yaml.");
    }
  }

  /** Refuses the mark in a folder of the two-file form, where only sqlx gives it a meaning. */
  static void refuseMark(ScriptFile file, String text) {
    if (text.startsWith(NO_TRANSACTION)) {
      throw LockkeeperException.because(
              ErrorCode.LAYOUT,
              file.display() + " begins with `" + NO_TRANSACTION + "`, which only sqlx knows")
          .at(new Place(file.display(), 1, 0))
          .hint(
              "If these files are sqlx's, say `layout: sqlx` in lockkeeper.yaml; else write"
                  + " `-- lockkeeper: transaction=off` in its place.")
          .build();
    }
  }
}
