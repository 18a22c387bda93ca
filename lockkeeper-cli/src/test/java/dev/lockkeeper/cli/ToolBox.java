package dev.lockkeeper.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The migration tools of {@code src/test/tools/versions.properties}, installed below {@code
 * target/tools} by the package managers of the machine, once for each set of versions. Where that
 * fails the test is skipped with the reason; with {@code -Dtools=required} it fails.
 */
final class ToolBox {
  private static final Path VERSIONS = Path.of("src/test/tools/versions.properties");
  private static final Path FOLDER = Path.of("target/tools").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private ToolBox() {}

  /** The folder with the programs of the Python packages. */
  static Path python() {
    return install("pip", ToolBox::installPython).resolve("venv/bin");
  }

  /** The folder {@code node_modules}. */
  static Path node() {
    return install("npm", ToolBox::installNode).resolve("node_modules");
  }

  /** The class path of a tool that comes as jars. */
  static String jars(String name) {
    return install(name, folder -> installJars(name, folder)).resolve("lib") + "/*";
  }

  private interface Installation {
    void into(Path folder) throws IOException;
  }

  private static synchronized Path install(String name, Installation installation) {
    Path folder = FOLDER.resolve(name);
    Path stamp = folder.resolve("installed");
    String wanted = versions(name).toString();
    try {
      if (!Files.exists(stamp) || !Files.readString(stamp).equals(wanted)) {
        deleteAll(folder);
        Files.createDirectories(folder);
        installation.into(folder);
        Files.writeString(stamp, wanted);
      }
      return folder;
    } catch (NotInstalledException e) {
      if (System.getProperty("tools", "").equals("required")) {
        Assertions.fail(e.getMessage(), e);
      }
      return Assumptions.abort(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void installPython(Path folder) {
    run(folder, "python3", "-m", "venv", "venv");
    List<String> command =
        new ArrayList<>(
            List.of("venv/bin/pip", "install", "--quiet", "--disable-pip-version-check"));
    versions("pip").forEach((name, version) -> command.add(name + "==" + version));
    run(folder, command.toArray(String[]::new));
  }

  private static void installNode(Path folder) throws IOException {
    String wanted =
        versions("npm").entrySet().stream()
            .map(one -> "\"" + one.getKey() + "\": \"" + one.getValue() + "\"")
            .collect(Collectors.joining(", "));
    Files.writeString(
        folder.resolve("package.json"), "{\"private\": true, \"dependencies\": {" + wanted + "}}");
    run(
        folder,
        "npm",
        "install",
        "--no-package-lock",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts");
  }

  private static void installJars(String name, Path folder) throws IOException {
    StringBuilder dependencies = new StringBuilder();
    versions(name)
        .forEach(
            (artifact, version) ->
                dependencies.append(
                    "<dependency><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></dependency>"
                        .formatted(
                            artifact.substring(0, artifact.indexOf(':')),
                            artifact.substring(artifact.indexOf(':') + 1),
                            version)));
    Files.writeString(
        folder.resolve("pom.xml"),
        "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>"
            + "<groupId>tools</groupId><artifactId>%s</artifactId><version>1</version><packaging>pom</packaging><dependencies>%s</dependencies></project>"
                .formatted(name, dependencies));
    run(
        folder,
        "mvn",
        "-q",
        "-B",
        "-f",
        "pom.xml",
        "org.apache.maven.plugins:maven-dependency-plugin:"
            + versions("plugin").get("maven-dependency-plugin")
            + ":copy-dependencies",
        "-DoutputDirectory=lib",
        "-DincludeScope=runtime");
  }

  /** Names and versions of what one package manager installs. */
  private static Map<String, String> versions(String prefix) {
    Properties all = new Properties();
    try (Reader reader = Files.newBufferedReader(VERSIONS)) {
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

  private static void run(Path folder, String... command) {
    try {
      Child child = Child.start(folder, Map.of(), command);
      int exit = child.waitFor(PATIENCE);
      if (exit != 0) {
        throw new NotInstalledException(
            command[0] + " ended with " + exit + ": " + child.output().strip());
      }
    } catch (IOException e) {
      throw new NotInstalledException(command[0] + " cannot be started: " + e.getMessage());
    }
  }

  private static void deleteAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Why a tool is not there. */
  private static final class NotInstalledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotInstalledException(String message) {
      super(message);
    }
  }
}
