package dev.lockkeeper.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** What {@code src/test/tools/versions.properties} says. */
final class ToolVersions {
  private static final Path FILE = Path.of("src/test/tools/versions.properties");

  private ToolVersions() {}

  /** Names and versions of what one package manager installs, or of what belongs to one tool. */
  static Map<String, String> of(String prefix) {
    Properties all = new Properties();
    try (Reader reader = Files.newBufferedReader(FILE)) {
      all.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> chosen = new TreeMap<>();
    for (String key : all.stringPropertyNames()) {
      if (key.startsWith(prefix + ".")) {
        chosen.put(key.substring(prefix.length() + 1), all.getProperty(key));
      }
    }
    return chosen;
  }
}
