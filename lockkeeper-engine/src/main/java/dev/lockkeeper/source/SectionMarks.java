package dev.lockkeeper.source;

import dev.lockkeeper.failure.LockkeeperException;

/** The lines by which a tool divides a file into the way up and the way down. */
@FunctionalInterface
interface SectionMarks {

  /**
   * Cuts a file at its marks. What stands before the first of them belongs to the up section, so
   * that the header of the file counts.
   *
   * @param file the file as the user would name it
   * @throws LockkeeperException if the marks are not in order
   */
  Sections cut(String file, String text);
}
