package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples with other tools, by the command in their READMEs, on this checkout. */
class ExamplesIT {
  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();

  @ParameterizedTest
  @CsvSource({"django, 16", "alembic, 3", "knex, 3"})
  @EnabledIfSystemProperty(
      named = "suites",
      matches = "full",
      disabledReason = "it installs the packages of the examples; -Dsuites=full runs it")
  @DisplayName("D14: the examples run, twice")
  void runs(String example, int migrations) throws IOException {
    assertThat(run(example)).contains(migrations + " applied, 0 pending");
    assertThat(run(example)).contains("Nothing to do: the database was not changed.");
  }

  private static String run(String example) throws IOException {
    Child child = Child.start(EXAMPLES.resolve(example), Map.of(), "run");
    int exit = child.waitFor(Duration.ofMinutes(5));
    assertThat(exit).as(child.output()).isZero();
    return child.output();
  }
}
