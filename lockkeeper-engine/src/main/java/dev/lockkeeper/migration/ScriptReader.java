package dev.lockkeeper.migration;

import dev.lockkeeper.failure.LockkeeperException;

/** Reads a script, as often as its text is needed. */
@FunctionalInterface
public interface ScriptReader {

  /**
   * The text as it stands in the file.
   *
   * @throws LockkeeperException if it cannot be read
   */
  String read();

  /**
   * Puts the values of variables into the text, where its layout has such.
   *
   * @throws LockkeeperException if a variable has no value that may stand there
   */
  default FilledText fill(String text) {
    return FilledText.plain(text);
  }
}
