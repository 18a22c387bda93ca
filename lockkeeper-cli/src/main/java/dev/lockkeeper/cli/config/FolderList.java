package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Migration folders, of which none may be given twice: their files would be taken for two. */
final class FolderList {
  private FolderList() {}

  /**
   * Refuses a folder that is another one, or lies in it, under whatever name.
   *
   * @param given the folders as they were written, and who wrote them
   * @param folders the same as paths
   */
  static void requireDistinct(Sourced<List<String>> given, List<Path> folders) {
    List<Path> real = new ArrayList<>();
    for (int i = 0; i < folders.size() && folders.size() > 1; i++) {
      Path folder = real(folders.get(i)).orElse(folders.get(i));
      for (int j = 0; j < i; j++) {
        require(given, given.value().get(j), real.get(j), given.value().get(i), folder);
      }
      real.add(folder);
    }
  }

  private static void require(
      Sourced<List<String>> given, String first, Path one, String second, Path other) {
    if (one.equals(other)) {
      String names = first.equals(second) ? first : first + " and " + second;
      throw LockkeeperException.because(
              ErrorCode.SETTINGS, given.source() + " names the same folder twice: " + names)
          .hint("Name each folder once.")
          .build();
    }
    if (one.startsWith(other) || other.startsWith(one)) {
      boolean isInFirst = other.startsWith(one);
      throw LockkeeperException.because(
              ErrorCode.SETTINGS,
              given.source()
                  + " names a folder and one inside it: "
                  + (isInFirst ? second : first)
                  + " lies in "
                  + (isInFirst ? first : second))
          .hint("Name the outer folder alone; its subfolders are read too.")
          .build();
    }
  }

  /** Nothing for a folder that is not there; whoever reads it says so. */
  private static Optional<Path> real(Path folder) {
    try {
      return Optional.of(folder.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
