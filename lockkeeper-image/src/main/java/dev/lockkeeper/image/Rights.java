package dev.lockkeeper.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Who owns a file of an image, and who may do what with it.
 *
 * @param owner the number of its user and its group
 * @param mode the bits of its mode, as {@code chmod} takes them
 */
record Rights(int owner, int mode) {
  private static final int READ_ONLY = 0644;
  private static final int FOLDER_OR_PROGRAM = 0755;
  private static final int FOR_EVERYBODY = 01777;

  /**
   * Of a file or folder.
   *
   * @param path its path in the image
   */
  static Rights of(String path, boolean isFolder) {
    if (path.equals(SystemFiles.TEMPORARY)) {
      return new Rights(0, FOR_EVERYBODY);
    }
    if (path.equals(SystemFiles.USER_HOME)) {
      return new Rights(SystemFiles.USER, FOLDER_OR_PROGRAM);
    }
    boolean isProgram = path.startsWith(Place.HOME + "/bin/") || path.equals(Place.LOADER);
    return new Rights(0, isFolder || isProgram ? FOLDER_OR_PROGRAM : READ_ONLY);
  }

  /** Gives a file or folder its mode, and its owner too if root does it. */
  void set(Path file) throws IOException {
    if (Command.isRoot()) {
      Files.setAttribute(file, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(file, "unix:gid", owner, LinkOption.NOFOLLOW_LINKS);
    }
    if (!Files.isSymbolicLink(file)) {
      Files.setAttribute(file, "unix:mode", mode);
    }
  }
}
