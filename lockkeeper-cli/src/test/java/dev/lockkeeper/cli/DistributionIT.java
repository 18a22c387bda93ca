package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher of the packed distribution as a user would who unpacked it. */
class DistributionIT {
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  @TempDir Path folder;

  private Path home;
  private Path cache;

  private record Result(int exitCode, String output, String errors) {}

  @BeforeEach
  void unpack() throws Exception {
    Path place = Files.createDirectories(folder.resolve("a place with spaces"));
    run(place, Map.of(), "tar", "xzf", System.getProperty("distribution"));
    try (Stream<Path> unpacked = Files.list(place)) {
      home = unpacked.findFirst().orElseThrow();
    }
    cache = Files.createDirectories(folder.resolve("user cache"));
  }

  @Test
  void holdsTheLauncherTheJarAndTheLicence() {
    assertThat(launcher()).isExecutable();
    assertThat(home.resolve("lib/lockkeeper.jar")).isRegularFile();
    assertThat(home.resolve("lib/lockkeeper-cloud-sql.jar")).isRegularFile();
    assertThat(home.resolve("lib/lockkeeper-google.jar")).isRegularFile();
    assertThat(home.resolve("lib/lockkeeper-kubernetes.jar")).isRegularFile();
    assertThat(home.resolve("LICENSE")).isRegularFile();
    assertThat(home.resolve("cache")).doesNotExist();
  }

  @Test
  void printsNothingButItsVersionFromAnyFolder() throws Exception {
    makeArchive();
    for (Path from : List.of(folder, home, home.resolve("bin"), Path.of("/"))) {
      Result result = run(from, java(JAVA_HOME), launcher().toString(), "--version");
      assertThat(result.errors()).isEmpty();
      assertThat(result.output()).matches("lockkeeper \\S+\\n");
      assertThat(result.exitCode()).isZero();
    }
    Result relative = run(home.resolve("bin"), java(JAVA_HOME), "./lockkeeper", "--version");
    assertThat(relative.output()).matches("lockkeeper \\S+\\n");
  }

  @Test
  void followsSymbolicLinks() throws Exception {
    Path bin = Files.createDirectories(folder.resolve("usr/bin"));
    Files.createSymbolicLink(bin.resolve("absolute"), launcher());
    Files.createSymbolicLink(bin.resolve("relative"), Path.of("absolute"));
    for (String link : List.of("absolute", "relative")) {
      Result result = run(folder, java(JAVA_HOME), bin.resolve(link).toString(), "--version");
      assertThat(result.output()).startsWith("lockkeeper ");
    }
  }

  @Test
  void passesArgumentsOnUnchangedAndBecomesJava() throws Exception {
    Path fake = fakeJava("21.0.1", "echo $$; for a; do printf '<%s>' \"$a\"; done; exit 42");
    Process process = start(folder, java(fake), launcher().toString(), "a b", "", "$c\"d", "*");
    String[] lines = text(process).split("\n", -1);
    assertThat(process.waitFor()).isEqualTo(42);
    assertThat(lines[0]).isEqualTo(String.valueOf(process.pid()));
    assertThat(lines[1]).endsWith("<dev.lockkeeper.cli.Main><a b><><$c\"d><*>");
  }

  @Test
  void refusesAnOldJava() throws Exception {
    for (String version : List.of("11.0.2", "1.8.0_402", "9", "16.0.2")) {
      Result result = run(folder, java(fakeJava(version, "exit 0")), launcher().toString());
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.output()).isEmpty();
      assertThat(result.errors()).contains("needs Java 17 or later").contains(version);
    }
  }

  @Test
  void asksAJavaThatHasNoReleaseFile() throws Exception {
    Path fake = fakeJava("17", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
    Files.delete(fake.resolve("release"));
    Result result = run(folder, java(fake), launcher().toString());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors()).contains("is Java 11.0.2");
  }

  @Test
  void saysThatJavaIsMissing() throws Exception {
    Map<String, String> nothing = Map.of("PATH", folder.resolve("usr/bin").toString());
    Result result = run(folder, nothing, launcher().toString());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.errors())
        .isEqualTo("lockkeeper: needs Java 17 or later; install it, or set JAVA_HOME\n");
    Result wrongHome = run(folder, java(folder), launcher().toString());
    assertThat(wrongHome.exitCode()).isEqualTo(2);
    assertThat(wrongHome.errors()).contains("there is no bin/java in it");
  }

  @Test
  void makesAnArchiveThatJavaAccepts() throws Exception {
    Path archive = makeArchive();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive.getParent())))
        .isEqualTo("rwx------");
    // -Xshare:on fails where auto would silently start slowly.
    Result strict =
        run(
            folder,
            Map.of(),
            JAVA_HOME.resolve("bin/java").toString(),
            "-XX:+UseSerialGC",
            "-Xshare:on",
            "-XX:SharedArchiveFile=" + archive,
            "-cp",
            home.resolve("lib/lockkeeper.jar").toString(),
            "dev.lockkeeper.cli.Main",
            "--version");
    assertThat(strict.errors()).isEmpty();
    assertThat(strict.exitCode()).isZero();
  }

  @Test
  void makesTheArchiveInTheBackgroundOfTheFirstStart() throws Exception {
    assertThat(archives()).isEmpty();
    run(folder, java(JAVA_HOME), launcher().toString(), "--version");
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (archives().isEmpty() || archives().size() != files().size()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  @Test
  void makesAnotherArchiveForAChangedJarAndStaysQuiet() throws Exception {
    Path first = makeArchive();
    assertThat(makeArchive()).isEqualTo(first);
    Files.setLastModifiedTime(
        home.resolve("lib/lockkeeper.jar"), FileTime.from(Instant.parse("2026-02-03T04:05:06Z")));
    Result result = run(folder, java(JAVA_HOME), launcher().toString(), "--version");
    assertThat(result.output()).matches("lockkeeper \\S+\\n");
    assertThat(result.errors()).isEmpty();
    assertThat(makeArchive()).isNotEqualTo(first);
    assertThat(archives()).contains(first);
  }

  @Test
  void startsWithoutAnyPlaceForAnArchive() throws Exception {
    Result result =
        run(
            folder,
            Map.of("JAVA_HOME", JAVA_HOME.toString(), "HOME", "/proc"),
            launcher().toString(),
            "--version");
    assertThat(result.output()).startsWith("lockkeeper ");
    assertThat(result.errors()).isEmpty();
  }

  private Path launcher() {
    return home.resolve("bin/lockkeeper");
  }

  private Map<String, String> java(Path javaHome) {
    return Map.of("JAVA_HOME", javaHome.toString(), "XDG_CACHE_HOME", cache.toString());
  }

  /** The archive made last, which is the one for the jar as it is now. */
  private Path makeArchive() throws Exception {
    Map<String, String> environment = new HashMap<>(java(JAVA_HOME));
    environment.put("LOCKKEEPER_ARCHIVE", "make");
    Result result = run(folder, environment, launcher().toString());
    assertThat(result.errors()).isEmpty();
    assertThat(result.output()).isEmpty();
    assertThat(result.exitCode()).isZero();
    return archives().stream()
        .max(Comparator.comparing(made -> made.toFile().lastModified()))
        .orElseThrow();
  }

  private List<Path> archives() throws IOException {
    return files().stream().filter(file -> file.toString().endsWith(".jsa")).toList();
  }

  private List<Path> files() throws IOException {
    Path ours = cache.resolve("lockkeeper");
    if (!Files.exists(ours)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(ours)) {
      return files.toList();
    }
  }

  private Path fakeJava(String version, String script) throws IOException {
    Path fake = Files.createTempDirectory(folder, "java home");
    Files.writeString(
        fake.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    Path program = Files.createDirectories(fake.resolve("bin")).resolve("java");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    return fake;
  }

  private Process start(Path from, Map<String, String> environment, String... command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", System.getenv("PATH"));
    builder.environment().putAll(environment);
    builder.redirectError(folder.resolve("errors").toFile());
    return builder.start();
  }

  private Result run(Path from, Map<String, String> environment, String... command)
      throws Exception {
    Process process = start(from, environment, command);
    String output = text(process);
    int exitCode = process.waitFor();
    return new Result(exitCode, output, Files.readString(folder.resolve("errors")));
  }

  private static String text(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes());
  }
}
