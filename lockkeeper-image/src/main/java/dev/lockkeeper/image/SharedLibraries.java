package dev.lockkeeper.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes a runtime independent of the image that it is copied into: the system's libraries that it
 * needs, found by reading what each of its files names, come into its own folder, with the C
 * library's loader. So it runs where there is no C library, an older one, or another one.
 */
final class SharedLibraries {
  private static final List<Path> FOLDERS =
      Stream.of(
              "/lib/x86_64-linux-gnu",
              "/usr/lib/x86_64-linux-gnu",
              "/lib/aarch64-linux-gnu",
              "/usr/lib/aarch64-linux-gnu",
              "/lib64",
              "/usr/lib64")
          .map(Path::of)
          .toList();

  private final Path lib;
  private final Deque<Path> unread = new ArrayDeque<>();
  private final Set<String> known = new TreeSet<>();

  private SharedLibraries(Path lib) {
    this.lib = lib;
  }

  /** Copies what is needed into the runtime below a root. */
  static void complete(Path root) throws IOException {
    new SharedLibraries(Place.in(root, Place.LIB)).copy(Place.in(root, Place.JAVA));
  }

  private void copy(Path java) throws IOException {
    ElfFile program =
        ElfFile.read(java).orElseThrow(() -> new BuildException(java + " is no program"));
    Path loader =
        Path.of(program.loader().orElseThrow(() -> new BuildException(java + " names no loader")));
    Files.copy(loader, lib.resolve("ld.so"), StandardCopyOption.REPLACE_EXISTING);
    known.add(String.valueOf(loader.getFileName()));
    unread.add(java);
    try (Stream<Path> files = Files.walk(lib)) {
      files
          .filter(file -> file.toString().endsWith(".so") && !file.endsWith("ld.so"))
          .forEach(
              file -> {
                known.add(String.valueOf(file.getFileName()));
                unread.add(file);
              });
    }
    while (!unread.isEmpty()) {
      Path file = unread.remove();
      ElfFile library =
          ElfFile.read(file).orElseThrow(() -> new BuildException(file + " is no library"));
      for (String name : library.needed()) {
        if (known.add(name)) {
          Path copy = lib.resolve(name);
          Files.copy(find(name, file), copy, StandardCopyOption.REPLACE_EXISTING);
          unread.add(copy);
        }
      }
    }
    program.relocate(Place.LOADER, Place.LIB);
  }

  private static Path find(String name, Path asker) {
    return FOLDERS.stream()
        .map(folder -> folder.resolve(name))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(
            () ->
                new BuildException(asker + " needs " + name + ", which is in none of " + FOLDERS));
  }
}
