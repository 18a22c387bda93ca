package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.LockkeeperException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DotenvTest {
  @TempDir Path temp;

  static List<Arguments> lines() {
    return List.of(
        Arguments.of("A=1", "1"),
        Arguments.of("export A=1", "1"),
        Arguments.of("  export\tA = 1  ", "1"),
        Arguments.of("\r\nA=1\r\nB=2\r\n", "1"),
        Arguments.of("A=one two", "one two"),
        Arguments.of("A=1 # comment", "1"),
        Arguments.of("A=1#no comment", "1#no comment"),
        Arguments.of("A=", ""),
        Arguments.of("A= # comment", ""),
        Arguments.of("A=\nB=2", ""),
        Arguments.of("A='# $x \\n \"' # comment", "# $x \\n \""),
        Arguments.of("A=\"a\\nb\\t\\\"c\\\\ \\$x \\q\"", "a\nb\t\"c\\ $x \\q"),
        Arguments.of("A=\"first\nsecond\"\nB=2", "first\nsecond"),
        Arguments.of("A=$(rm -rf /) `id` ${HOME}", "$(rm -rf /) `id` ${HOME}"),
        Arguments.of("A=\"$(id)\"", "$(id)"),
        Arguments.of("A=1\nA=2", "2"),
        Arguments.of("# A=0\n\nA=x=y", "x=y"),
        Arguments.of("A=it's", "it's"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void readsTheUsualSyntaxAndExecutesNothing(String text, String value) {
    assertThat(Dotenv.parse(text, ".env")).containsEntry("A", value);
  }

  @Test
  void readsEveryLine() {
    assertThat(Dotenv.parse("A=1\n\n# c\nB='2'\nC=\"3\" # c\nD=4", ".env"))
        .isEqualTo(Map.of("A", "1", "B", "2", "C", "3", "D", "4"));
    assertThat(Dotenv.parse("", ".env")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"A=1\nhunter2", "A=1\n1B=hunter2", "A=1\nB='hunter2", "\nB=\"x\" hunter2"})
  void aWrongLineIsNamedWithoutItsContent(String text) {
    LockkeeperException failure =
        catchThrowableOfType(LockkeeperException.class, () -> Dotenv.parse(text, ".env"));
    assertThat(failure.place().orElseThrow()).hasToString(".env:2");
    assertThat(failure.getMessage() + failure.hint()).doesNotContain("hunter2");
  }

  @Test
  void d11_aLocalRunReadsTheDotenvOfTheProject() {
    TestProject project =
        new TestProject(temp).file(".env", "DATABASE_URL=postgres://app:hunter2@local/dev\n");
    assertThat(project.address()).isEqualTo("postgres://app:***@local:5432/dev");
    assertThat(project.database().origins())
        .extracting(Origin::source)
        .contains("DATABASE_URL (.env)");
  }

  @Test
  void d11_aVariableOfTheEnvironmentIsStrongerThanTheDotenv() {
    TestProject project =
        new TestProject(temp)
            .file(".env", "DB_HOST=local\nDB_NAME=dev\nDB_PASS_FILE=absent\n")
            .set("DB_HOST", "real")
            .set("DB_PASS", "x");
    assertThat(project.address()).isEqualTo("postgres://:***@real:5432/dev");
    assertThat(project.password()).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CI", "K_SERVICE", "CLOUD_RUN_JOB", "KUBERNETES_SERVICE_HOST"})
  void d11_aDeployedRunDoesNotReadTheDotenvAndSaysSo(String marker) {
    TestProject project =
        new TestProject(temp).file(".env", "LOCKKEEPER_ACTOR=me").set(marker, "true");
    Configuration configuration = project.read(DatabaseNeed.OPTIONAL);
    assertThat(configuration.settings().actor()).isNotEqualTo("me");
    assertThat(configuration.origins())
        .extracting(Origin::toString)
        .contains("local variables from .env: not read, because " + marker + " is set");
    project.set(marker, "false");
    assertThat(project.read(DatabaseNeed.OPTIONAL).settings().actor()).isEqualTo("me");
  }
}
