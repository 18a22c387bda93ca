package dev.lockkeeper.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole folders. Symbolic links are taken for what they are. */
final class Folders {
  private Folders() {}

  /** Everything in a folder but itself, in an order that depends on the names only. */
  static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !file.equals(folder))
          .sorted(Comparator.comparing(file -> folder.relativize(file).toString()))
          .toList();
    }
  }

  /** Copies a folder. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : below(from)) {
      Path target = to.resolve(from.relativize(file));
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(target);
      } else {
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** Deletes a folder, if there is one. */
  static void delete(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      List<Path> files = below(folder);
      for (int i = files.size() - 1; i >= 0; i--) {
        Files.delete(files.get(i));
      }
      Files.delete(folder);
    }
  }
}
