package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import java.util.Optional;

/** The two directions that stand in one file. */
record Sections(Section up, Optional<Section> down) {

  /** A file without a way down. */
  static Sections upAlone(String text, boolean transactional) {
    return new Sections(new Section(text, 1, transactional), Optional.empty());
  }

  /** A file whose way down begins at a character and goes on to the end. */
  static Sections cutAt(int offset, String text, boolean up, boolean down) {
    return new Sections(
        new Section(text.substring(0, offset), 1, up),
        Optional.of(new Section(text.substring(offset), line(text, offset), down)));
  }

  /** The same with a reason not to run the section that it stands in. */
  Sections with(Obstacle obstacle) {
    return down.filter(section -> obstacle.line() >= section.firstLine())
        .map(section -> new Sections(up, Optional.of(section.with(obstacle))))
        .orElseGet(() -> new Sections(up.with(obstacle), down));
  }

  /** The line on which a character stands, counted from 1. */
  static int line(String text, int offset) {
    return 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  static LockkeeperException invalid(String file, int line, String complaint, String hint) {
    return LockkeeperException.because(ErrorCode.FILE_HEADER, file + " " + complaint)
        .at(new Place(file, line, 0))
        .hint(hint)
        .build();
  }
}
