package dev.lockkeeper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a scenario's project. */
record ScenarioProject(Path folder) {

  void write(String name, String text) throws IOException {
    Files.writeString(parent(name), text);
  }

  void bytes(String name, String hex) throws IOException {
    Files.write(parent(name), HexFormat.of().parseHex(hex));
  }

  void folder(String name) throws IOException {
    Files.createDirectories(folder.resolve(name));
  }

  void link(String name, String target) throws IOException {
    Files.createSymbolicLink(parent(name), Path.of(target));
  }

  void delete(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  List<String> lines(String name) throws IOException {
    return Files.readAllLines(folder.resolve(name));
  }

  /** The names of the files below a folder, in order. */
  List<String> names(String name) throws IOException {
    Path start = folder.resolve(name);
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.walk(start)) {
      files
          .filter(Files::isRegularFile)
          .map(f -> start.relativize(f).toString())
          .forEach(names::add);
    }
    names.sort(null);
    return names;
  }

  private Path parent(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return file;
  }
}
