package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.migration.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lockkeeper's own layout: {@code <version>_<name>.up.sql} and {@code .down.sql}, or one {@code
 * <version>_<name>.sql} with {@code -- migrate:up} and {@code -- migrate:down} sections.
 */
final class NativeLayout {
  private static final Pattern NAME =
      Pattern.compile("(\\d+(?:\\.\\d+)*)_(?!\\.(?:up|down)\\.sql$)(.+?)(\\.up|\\.down)?\\.sql");

  private static final Pattern NAMELESS =
      Pattern.compile("(\\d+(?:\\.\\d+)*)_?(\\.up|\\.down)?\\.sql");

  private final List<ScriptFile> files;
  private final Map<Version, Parts> found = new HashMap<>();

  NativeLayout(List<ScriptFile> files) {
    this.files = files;
  }

  Collection<Migration> migrations() {
    for (ScriptFile file : files) {
      add(file);
    }
    List<Migration> migrations = new ArrayList<>(found.size());
    for (Parts parts : found.values()) {
      migrations.add(parts.migration());
    }
    return migrations;
  }

  private void add(ScriptFile file) {
    Matcher matcher = NAME.matcher(file.name());
    if (!matcher.matches()) {
      throw misnamed(file);
    }
    Version version = Version.of(matcher.group(1));
    Parts parts = found.computeIfAbsent(version, v -> new Parts(v, matcher.group(2)));
    String suffix = matcher.group(3);
    if (suffix == null) {
      Sections sections = Sections.of(file.display(), file.read());
      parts.up(file, sections.up(), text -> Sections.of(file.display(), text).up());
      sections
          .down()
          .ifPresent(
              down ->
                  parts.down(
                      file,
                      down,
                      text -> Sections.of(file.display(), text).down().orElse(Section.NONE)));
    } else {
      Section section = new Section(file.read(), 1, true);
      if (suffix.equals(".up")) {
        parts.up(file, section, text -> new Section(text, 1, true));
      } else {
        parts.down(file, section, text -> new Section(text, 1, true));
      }
    }
    parts.mustBeNamed(matcher.group(2), file);
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

  private static SqlBody whole(
      ScriptFile file, Direction direction, Section section, Function<String, Section> extract) {
    return section.body(file.display(), direction, () -> extract.apply(file.read()).text());
  }

  /** The files of one version. */
  private static final class Parts {
    private final Version version;
    private final String name;
    private @Nullable SqlBody up;
    private @Nullable SqlBody down;

    Parts(Version version, String name) {
      this.version = version;
      this.name = name;
    }

    void up(ScriptFile file, Section section, Function<String, Section> extract) {
      if (up != null) {
        throw MigrationSource.duplicate(version.toString(), up.file(), file.display());
      }
      if (section.text().isBlank()) {
        throw LockkeeperException.because(ErrorCode.FILE_EMPTY, file.display() + " is empty")
            .at(Place.of(file.display()))
            .hint("Write the change into it, or delete it if nothing has applied it yet.")
            .build();
      }
      up = whole(file, Direction.UP, section, extract);
    }

    void down(ScriptFile file, Section section, Function<String, Section> extract) {
      if (down != null) {
        throw MigrationSource.duplicate(version.toString(), down.file(), file.display());
      }
      if (section.text().isBlank()) {
        throw LockkeeperException.because(ErrorCode.FILE_EMPTY, file.display() + " is empty")
            .at(Place.of(file.display()))
            .hint(
                "Write how to undo the change; a comment alone says that there is nothing to undo;"
                    + " or delete the file and declare irreversible=\"reason\" in the up file.")
            .build();
      }
      down = whole(file, Direction.DOWN, section, extract);
    }

    void mustBeNamed(String other, ScriptFile file) {
      if (!name.equals(other)) {
        String first = up != null && !up.file().equals(file.display()) ? up.file() : name;
        throw MigrationSource.duplicate(version.toString(), first, file.display());
      }
    }

    Migration migration() {
      if (up == null) {
        String file = down == null ? name : down.file();
        throw LockkeeperException.because(
                ErrorCode.DOWN_WITHOUT_UP, file + " undoes a migration that does not exist")
            .at(Place.of(file))
            .hint("Add " + version + "_" + name + ".up.sql beside it, or delete it.")
            .build();
      }
      return new Migration(
          version,
          name,
          up.header().phase(),
          up.header().requires(),
          up.header().irreversible(),
          up,
          Optional.ofNullable(down));
    }
  }
}
