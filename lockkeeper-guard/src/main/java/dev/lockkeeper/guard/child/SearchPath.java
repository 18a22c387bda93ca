package dev.lockkeeper.guard.child;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folders in which programs are looked for.
 *
 * @param folders absolute, in the order of {@code PATH}
 */
record SearchPath(List<Path> folders) {
  /** What counts where {@code PATH} is not set; see execvp(3). */
  private static final String STANDARD = "/bin:/usr/bin";

  /** The folders of {@code PATH}, of which an empty or relative one counts from a folder. */
  static SearchPath of(Map<String, String> environment, Path folder) {
    List<Path> folders = new ArrayList<>();
    for (String each : environment.getOrDefault("PATH", STANDARD).split(":", -1)) {
      try {
        folders.add(folder.resolve(each));
      } catch (InvalidPathException e) {
        // no folder has this name
      }
    }
    return new SearchPath(List.copyOf(folders));
  }

  /** The first program of this name that may be executed. */
  Optional<Path> find(String name) {
    return files(name).filter(Files::isExecutable).findFirst();
  }

  /** Files of this name that may not be executed. */
  List<Path> barred(String name) {
    return files(name).filter(file -> !Files.isExecutable(file)).toList();
  }

  private Stream<Path> files(String name) {
    return folders.stream().map(folder -> folder.resolve(name)).filter(Files::isRegularFile);
  }

  @Override
  public String toString() {
    return folders.stream().map(Path::toString).collect(Collectors.joining(":"));
  }
}
