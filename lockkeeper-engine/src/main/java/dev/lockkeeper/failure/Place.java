package dev.lockkeeper.failure;

/**
 * Where in a file something is.
 *
 * @param file the file as the user would name it
 * @param line counted from 1; 0 when only the file is known
 * @param column counted from 1 in characters; 0 when only the line is known
 */
public record Place(String file, int line, int column) {

  /** A place that names the whole file. */
  public static Place of(String file) {
    return new Place(file, 0, 0);
  }

  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
