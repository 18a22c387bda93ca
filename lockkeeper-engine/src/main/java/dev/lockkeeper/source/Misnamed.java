package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Refuses files whose names tell no version. */
final class Misnamed {
  private Misnamed() {}

  /**
   * The parts of a file's name.
   *
   * @param form how such a file is named, for the message
   */
  static Matcher require(Pattern pattern, ScriptFile file, String form) {
    return require(pattern, file.name(), file, form);
  }

  /** The parts of the name of the folder that a file lies in. */
  static Matcher requireFolder(Pattern pattern, ScriptFile file, String form) {
    return require(pattern, file.parent(), file, form);
  }

  private static Matcher require(Pattern pattern, String name, ScriptFile file, String form) {
    Matcher matcher = pattern.matcher(name);
    if (!matcher.matches()) {
      throw refused(file, form);
    }
    return matcher;
  }

  static LockkeeperException refused(ScriptFile file, String form) {
    return LockkeeperException.because(
            ErrorCode.FILE_NAME, file.display() + " is not named like a migration")
        .at(Place.of(file.display()))
        .hint("Name it " + form + "; move other scripts out of the folder.")
        .build();
  }
}
