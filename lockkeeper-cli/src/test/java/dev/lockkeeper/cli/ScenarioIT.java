package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs every scenario of {@code src/test/scenarios} on PostgreSQL 18, and those whose first line
 * says {@code 14} on PostgreSQL 14 too. With {@code -Dscenarios=record} the files are rewritten
 * with what was printed, to be reviewed.
 */
class ScenarioIT {
  private static final Path FOLDER = Path.of("src/test/scenarios");

  @TestFactory
  Stream<DynamicTest> onPostgres18() throws IOException {
    return files().map(file -> test(file, 18));
  }

  @TestFactory
  Stream<DynamicTest> onPostgres14() throws IOException {
    return files()
        .filter(file -> Scenario.read(file).steps().get(0).line().contains("[14]"))
        .map(file -> test(file, 14));
  }

  /** Each of these differs from what the command does in one line, or in the exit code. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "| 0 applied, 1 pending\nexit 0",
        "|   pending   1  a    no way back\n| 0 applied, 1 pending\nexit 3",
        "! error: never\nexit 0",
        "exit 0"
      })
  void failsOnAnyDifference(String expected, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("wrong.txt");
    Files.writeString(
        file,
        "write migrations/1_a.up.sql\n| CREATE TABLE a ();\n$ lockkeeper status\n" + expected);
    assertThatThrownBy(() -> check(file, 18)).isInstanceOf(AssertionError.class);
  }

  private static DynamicTest test(Path file, int major) {
    return DynamicTest.dynamicTest(
        FOLDER.relativize(file) + " on " + major, file.toUri(), () -> check(file, major));
  }

  private static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(f -> f.toString().endsWith(".txt")).sorted().toList().stream();
    }
  }

  static void check(Path file, int major) throws Exception {
    Scenario scenario = Scenario.read(file);
    Path folder = Files.createTempDirectory("scenario").toRealPath();
    Path project = Files.createDirectory(folder.resolve("orders"));
    try (ScenarioRun run = new ScenarioRun(project, TempPostgres.shared(major))) {
      List<List<String>> printed = run.run(scenario);
      if (System.getProperty("scenarios", "").equals("record")) {
        scenario.record(printed);
        return;
      }
      assertThat(transcript(scenario, printed)).isEqualTo(expected(scenario));
    } finally {
      deleteAll(folder);
    }
  }

  private static String transcript(Scenario scenario, List<List<String>> printed) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < printed.size(); i++) {
      if (scenario.steps().get(i).prints()) {
        lines.add(scenario.steps().get(i).number() + ": " + scenario.steps().get(i).line());
        lines.addAll(printed.get(i));
      }
    }
    return String.join("\n", lines);
  }

  private static String expected(Scenario scenario) {
    return transcript(scenario, scenario.steps().stream().map(Scenario.Step::body).toList());
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
