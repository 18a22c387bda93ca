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
 * Lockkeeper's own layout: {@code <version>_<name>.up.sql} and {@code .down.sql}, or one {@code
 * <version>_<name>.sql} with {@code -- migrate:up} and {@code -- migrate:down} sections. The files
 * of golang-migrate and of dbmate are the same.
 */
final class NativeLayout implements Layout {
  private static final Pattern NAME =
      Pattern.compile("(\\d+(?:\\.\\d+)*)_(?!\\.(?:up|down)\\.sql$)(.+?)(\\.up|\\.down)?\\.sql");

  private static final Pattern NAMELESS =
      Pattern.compile("(\\d+(?:\\.\\d+)*)_?(\\.up|\\.down)?\\.sql");

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
    Matcher matcher = NAME.matcher(file.name());
    if (!matcher.matches()) {
      throw misnamed(file);
    }
    Pair pair = pairing.pair(Version.of(matcher.group(1)), matcher.group(2));
    String suffix = matcher.group(3);
    if (suffix == null) {
      pair.sections(file, DbmateMarks.cut(file.display(), file.read()), DbmateMarks::cut);
    } else {
      Section section = Extract.WHOLE.from(file.read());
      SqlxLayout.refuseMark(file, section.text());
      if (suffix.equals(".up")) {
        pair.up(file, section, Extract.WHOLE);
      } else {
        pair.down(file, section, Extract.WHOLE);
      }
    }
    pair.mustBeNamed(matcher.group(2), file);
  }

  private static LockkeeperException misnamed(ScriptFile file) {
    Matcher nameless = NAMELESS.matcher(file.name());
    if (nameless.matches()) {
      String suffix = nameless.group(2) == null ? "" : nameless.group(2);
      return LockkeeperException.because(
              ErrorCode.FILE_NAME, file.display() + " has a version and no name")
          .at(Place.of(file.display()))
          .hint("Name it " + nameless.group(1) + "_<name>" + suffix + ".sql.")
          .build();
    }
    return LockkeeperException.because(
            ErrorCode.FILE_NAME, file.display() + " is not named like a migration")
        .at(Place.of(file.display()))
        .hint(
            "Name it <version>_<name>.up.sql and <version>_<name>.down.sql, or"
                + " <version>_<name>.sql with -- migrate:up and -- migrate:down sections; move"
                + " other scripts out of the folder.")
        .build();
  }
}
