package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Body;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.migration.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The up and the down of one version, as they are found. Not thread-safe. */
final class Pair {
  private final Version version;
  private final String name;
  private final String upForm;
  private @Nullable Body up;
  private @Nullable Body down;
  private boolean repeatable;

  Pair(Version version, String name, String upForm) {
    this.version = version;
    this.name = name;
    this.upForm = upForm;
  }

  /** Takes the up from a file. */
  void up(ScriptFile file, Section section, Extract extract) {
    refuseSecond(up, file);
    if (section.text().isBlank()) {
      throw empty(file, "Write the change into it, or delete it if nothing has applied it yet.");
    }
    up = body(file, Direction.UP, section, extract);
  }

  /** Takes the down from a file. */
  void down(ScriptFile file, Section section, Extract extract) {
    refuseSecond(down, file);
    if (section.text().isBlank()) {
      throw empty(
          file,
          "Write how to undo the change; a comment alone says that there is nothing to undo; or"
              + " delete the file and declare irreversible=\"reason\" in the up file.");
    }
    down = body(file, Direction.DOWN, section, extract);
  }

  /** Takes an up and perhaps a down from one file. */
  void sections(ScriptFile file, Sections sections, SectionMarks marks) {
    up(file, sections.up(), text -> marks.cut(file.display(), text).up());
    sections
        .down()
        .ifPresent(
            section ->
                down(
                    file,
                    section,
                    text -> marks.cut(file.display(), text).down().orElse(Section.NONE)));
  }

  /** Takes an up that only another tool can run. */
  void up(ScriptFile file, Body body) {
    refuseSecond(up, file);
    up = body;
  }

  /** Takes a down that only another tool can run. */
  void down(ScriptFile file, Body body) {
    refuseSecond(down, file);
    down = body;
  }

  /** Lets it run again whenever its text has changed. */
  void repeat() {
    repeatable = true;
  }

  private void refuseSecond(@Nullable Body first, ScriptFile file) {
    if (first != null) {
      throw MigrationSource.duplicate(version.toString(), first.file(), file.display());
    }
  }

  /** Refuses a file that gives the version another name than the first one did. */
  void mustBeNamed(String other, ScriptFile file) {
    if (!name.equals(other)) {
      String first = up != null && !up.file().equals(file.display()) ? up.file() : name;
      throw MigrationSource.duplicate(version.toString(), first, file.display());
    }
  }

  private static Body body(ScriptFile file, Direction direction, Section section, Extract extract) {
    return section.body(file.display(), direction, () -> extract.from(file.read()).text());
  }

  private static LockkeeperException empty(ScriptFile file, String hint) {
    return LockkeeperException.because(ErrorCode.FILE_EMPTY, file.display() + " is empty")
        .at(Place.of(file.display()))
        .hint(hint)
        .build();
  }

  Migration migration() {
    if (up == null) {
      String file = down == null ? name : down.file();
      throw LockkeeperException.because(
              ErrorCode.DOWN_WITHOUT_UP, file + " undoes a migration that does not exist")
          .at(Place.of(file))
          .hint(
              "Add "
                  + upForm.replace("<version>", version.toString()).replace("<name>", name)
                  + " beside it, or delete it.")
          .build();
    }
    ScriptHeader header = up instanceof SqlBody script ? script.header() : ScriptHeader.NONE;
    return new Migration(
        version,
        name,
        header.phase(),
        header.requires(),
        header.irreversible(),
        up,
        Optional.ofNullable(down),
        repeatable);
  }
}
