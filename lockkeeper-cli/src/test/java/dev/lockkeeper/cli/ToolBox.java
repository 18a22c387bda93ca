package dev.lockkeeper.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The migration tools of {@code src/test/tools/versions.properties}, installed below {@code
 * target/tools} by the package managers of the machine, once for each set of versions. Where that
 * fails the test is skipped with the reason. With {@code -Dtools=required} it fails, unless the
 * package manager has no network at all. With {@code -Dtools=newest} the newest versions take the
 * place of those in the file, and it fails as well.
 */
final class ToolBox {
  private static final String MODE = System.getProperty("tools", "");
  private static final boolean NEWEST = MODE.equals("newest");
  private static final Path FOLDER =
      Path.of(NEWEST ? "target/tools-newest" : "target/tools").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** Whether a tool is there, asked once: empty, or why not. */
  private static final Map<String, Optional<NotInstalledException>> ASKED = new HashMap<>();

  private ToolBox() {}

  /** The folder with the programs of the Python packages. */
  static Path python() {
    return install("pip", PackageManager.PIP, ToolBox::installPython).resolve("venv/bin");
  }

  /** The folder {@code node_modules}. */
  static Path node() {
    return node("npm");
  }

  /** The folder {@code node_modules} of Prisma. */
  static Path prisma() {
    return node("prisma");
  }

  private static Path node(String name) {
    return install(name, PackageManager.NPM, folder -> installNode(name, folder))
        .resolve("node_modules");
  }

  /** The folder with the programs that are written in Go. */
  static Path go() {
    return install("go", PackageManager.GO, ToolBox::installGo);
  }

  /** The class path of a tool that comes as jars. */
  static String jars(String name) {
    return install(name, PackageManager.MAVEN, folder -> installJars(name, folder)).resolve("lib")
        + "/*";
  }

  private interface Installation {
    void into(Path folder) throws IOException;
  }

  private static synchronized Path install(
      String name, PackageManager manager, Installation installation) {
    Path folder = FOLDER.resolve(name);
    ASKED
        .computeIfAbsent(name, n -> tried(n, folder, installation))
        .ifPresent(failure -> end(failure, manager, folder));
    return folder;
  }

  private static Optional<NotInstalledException> tried(
      String name, Path folder, Installation installation) {
    Path stamp = folder.resolve("installed");
    String wanted = versions(name).toString();
    try {
      if (NEWEST || !Files.exists(stamp) || !Files.readString(stamp).equals(wanted)) {
        deleteAll(folder);
        Files.createDirectories(folder);
        installation.into(folder);
        Files.writeString(stamp, wanted);
      }
      return Optional.empty();
    } catch (NotInstalledException e) {
      return Optional.of(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the test: as skipped, or as failed where the tool could have been there. */
  private static void end(NotInstalledException failure, PackageManager manager, Path folder) {
    boolean required = NEWEST || MODE.equals("required");
    if (required && manager.hasNetwork(folder, Map.of())) {
      Assertions.fail(failure.getMessage(), failure);
    }
    Assumptions.abort(
        (required ? manager.name().toLowerCase(Locale.ROOT) + " has no network: " : "")
            + failure.getMessage());
  }

  private static Map<String, String> versions(String prefix) {
    return ToolVersions.of(prefix);
  }

  private static void installPython(Path folder) {
    run(folder, "python3", "-m", "venv", "venv");
    List<String> command =
        new ArrayList<>(
            List.of("venv/bin/pip", "install", "--quiet", "--disable-pip-version-check"));
    versions("pip").forEach((name, version) -> command.add(NEWEST ? name : name + "==" + version));
    run(folder, command.toArray(String[]::new));
  }

  private static void installNode(String name, Path folder) throws IOException {
    String wanted =
        versions(name).entrySet().stream()
            .map(
                one -> "\"" + one.getKey() + "\": \"" + (NEWEST ? "latest" : one.getValue()) + "\"")
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

  /** Without the drivers of other databases, which take minutes to compile. */
  private static void installGo(Path folder) {
    versions("go")
        .forEach(
            (name, version) ->
                run(
                    folder,
                    Map.of("GOBIN", folder.toString()),
                    "go",
                    "install",
                    "-tags=no_clickhouse,no_libsql,no_mssql,no_mysql,no_sqlite3,no_vertica,no_ydb",
                    name + "@" + (NEWEST ? "latest" : version)));
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
                            NEWEST ? "RELEASE" : version)));
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

  private static void run(Path folder, String... command) {
    run(folder, Map.of(), command);
  }

  private static void run(Path folder, Map<String, String> environment, String... command) {
    try {
      Child child = Child.start(folder, environment, command);
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
