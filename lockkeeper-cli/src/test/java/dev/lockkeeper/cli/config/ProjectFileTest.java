package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class ProjectFileTest {
  @TempDir Path temp;

  static List<Arguments> mistakes() {
    return List.of(
        // unknown keys
        mistake("lock-wiat: 1s", 1, "unknown key \"lock-wiat\"; did you mean \"lock-wait\"?"),
        mistake("lockWait: 1s", 1, "unknown key \"lockWait\"; did you mean \"lock-wait\"?"),
        mistake("lock_wait: 1s", 1, "unknown key \"lock_wait\"; did you mean \"lock-wait\"?"),
        mistake("a: 1", 1, "unknown key \"a\""),
        mistake("\n\nsecret-thing:", 3, "unknown key \"secret-thing\""),
        mistake(
            "environments:\n  prod:\n    Url: x", 3, "unknown key \"Url\"; did you mean \"url\"?"),
        mistake("environments:\n  prod:\n    environments: {}", 3, "unknown key \"environments\""),
        mistake("names:\n  min-length: 3", 2, "unknown key \"min-length\""),
        mistake(
            "invariants:\n- name: a\n  sqll: b", 3, "unknown key \"sqll\"; did you mean \"sql\"?"),
        // keys set twice
        mistake(
            "down: optional\nurl: x\ndown: required",
            3,
            "\"down\" is set twice; the first time in line 1"),
        mistake(
            "environments:\n  a: {}\n  b: {}\n  a: {}",
            4,
            "\"a\" is set twice; the first time in line 2"),
        // wrong types
        mistake("project: [a]", 1, "project expects text"),
        mistake("project: ''", 1, "project expects text that is not empty"),
        mistake("project: !custom x", 1, "project expects text"),
        mistake("dirs: migrations", 1, "dirs expects a list"),
        mistake("dirs: []", 1, "dirs expects a list that is not empty"),
        mistake("dirs:\n- a\n- {b: c}", 3, "dirs[1] expects text"),
        mistake("dir: a\ndirs: [b]", 1, "dir and dirs are both set; keep one of them"),
        mistake("url: {host: a}", 1, "url expects text"),
        mistake("environments: [a]", 1, "environments expects settings of the form key: value"),
        mistake(
            "environments:\n  a: x", 2, "environments.a expects settings of the form key: value"),
        mistake("environments:\n  a b: {}", 2, "\"a b\" is no name for an environment"),
        mistake(
            "environments:\n  a:\n    protected: yes",
            3,
            "environments.a.protected expects true or false"),
        mistake("allow-empty: 'true'", 1, "allow-empty expects true or false"),
        mistake("lock-wait: 10", 1, "lock-wait expects a duration such as 500ms, 10s, 10m or 1h"),
        mistake("lock-wait: -1s", 1, "lock-wait expects a duration such as 500ms, 10s, 10m or 1h"),
        mistake("lock-wait: 1d", 1, "lock-wait expects a duration such as 500ms, 10s, 10m or 1h"),
        mistake(
            "lock-wait: 1000h", 1, "lock-wait expects a duration such as 500ms, 10s, 10m or 1h"),
        mistake(
            "lock-timeout: 0",
            1,
            "lock-timeout expects a duration such as 500ms, 10s, 10m or 1h, longer than 0"),
        mistake(
            "connect-timeout: 0s",
            1,
            "connect-timeout expects a duration such as 500ms, 10s, 10m or 1h, longer than 0"),
        mistake("out-of-order: ignore", 1, "out-of-order expects fail or apply"),
        mistake("down: maybe", 1, "down expects optional or required"),
        mistake("phase: during", 1, "phase expects pre or post or background or all"),
        mistake(
            "tool: rails",
            1,
            "tool expects django or alembic or knex or flyway or liquibase or prisma or"
                + " node-pg-migrate or dbmate or command"),
        mistake("tool:\n  command: [a]", 2, "\"name\" is missing"),
        mistake(
            "tool:\n  name: knex\n  tabel: a", 3, "unknown key \"tabel\"; did you mean \"table\"?"),
        mistake("tool: {name: knex, command: npx knex}", 1, "tool.command expects a list"),
        mistake(
            "tool: {name: knex, command: []}",
            1,
            "tool.command expects a list of 1 to 100 words, such as [python, manage.py]"),
        mistake(
            "tool: {name: knex, command: ['']}",
            1,
            "tool.command[0] expects text that is not empty"),
        mistake(
            "tool: {name: knex, table: a.b.c}",
            1,
            "tool.table expects the name of a table, such as public.my_migrations"),
        mistake("names: 8", 1, "names expects settings of the form key: value"),
        mistake(
            "names: {minimum-length: many}",
            1,
            "names.minimum-length expects a whole number from 0 to 200"),
        mistake("names: {}", 1, "\"minimum-length\" is missing"),
        mistake(
            "ledger-schema: pg_ours",
            1,
            "ledger-schema expects the name of a schema of at most 63 characters that is not PostgreSQL's"),
        mistake("invariants:\n- sql: select true", 2, "\"name\" is missing"),
        mistake(
            "invariants:\n- {name: a, sql: b}\n- {name: a, sql: c}",
            3,
            "two invariants are named \"a\""),
        mistake("- a\n- b", 1, "the file expects settings of the form key: value"),
        mistake(
            "environment: dev\nurl: a\nenvironments:\n  dev:\n    url: b",
            2,
            "the environment dev has two addresses: this url and the one at lockkeeper.yaml:5"),
        // not YAML
        mistake(
            "down: optional\n  url: x",
            2,
            "lockkeeper.yaml is not valid YAML: mapping values are not allowed here"),
        mistake("url: 'x", 1, "lockkeeper.yaml is not valid YAML: found unexpected end of stream"),
        mistake("url: *nowhere", 1, "lockkeeper.yaml is not valid YAML: found undefined alias"),
        mistake(
            "url: a\n---\nurl: b",
            2,
            "lockkeeper.yaml is not valid YAML: but found another document"));
  }

  private static Arguments mistake(String text, int line, String message) {
    return Arguments.of(text, line, message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void namesKeyLineAndExpectationOfEveryMistake(String text, int line, String message) {
    LockkeeperException failure = failure(text);
    assertThat(failure.code()).isEqualTo(ErrorCode.SETTINGS);
    assertThat(failure).hasMessage(message);
    assertThat(failure.place().orElseThrow().file()).isEqualTo("lockkeeper.yaml");
    assertThat(failure.place().orElseThrow().line()).isEqualTo(line);
  }

  @Test
  void anUnknownKeyComesWithTheKnownOnes() {
    assertThat(failure("x: 1").hint())
        .hasValueSatisfying(hint -> assertThat(hint).contains("lock-wait", "environments"));
  }

  @Test
  void aSyntaxErrorDoesNotQuoteTheFile() {
    LockkeeperException failure = failure("url: postgres://a:hunter2@h/n\nurl: 'hunter2\n");
    assertThat(failure.toString()).doesNotContain("hunter2");
    assertThat(failure).hasNoCause();
  }

  @Test
  void anEmptyFileAndEmptyKeysMeanTheDefaults() {
    for (String text : List.of("", "# nothing\n", "{}", "url:\nenvironments:\nlock-wait:\n")) {
      ProjectFile file = ProjectFile.parse(text);
      assertThat(file.dirs()).isEmpty();
      assertThat(file.environment("default").url()).isEmpty();
      assertThat(file.environment("default").run().get(RunKey.LOCK_WAIT))
          .isEqualTo(Duration.ofMinutes(10));
    }
  }

  @Test
  void anAliasMayRepeatARunSetting() {
    ProjectFile file =
        ProjectFile.parse("lock-wait: &w 3s\nenvironments:\n  a: &a {lock-budget: *w}\n  b: *a");
    assertThat(file.environment("b").run().get(RunKey.LOCK_BUDGET)).hasSeconds(3);
    assertThat(file.environment("b").run().get(RunKey.LOCK_WAIT)).hasSeconds(3);
  }

  @Test
  void aliasesThatMultiplyCostNothing() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 60; i++) {
      laughs.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    assertThat(failure(laughs.toString()))
        .hasMessage("lockkeeper.yaml is not valid YAML, or repeats aliases too often");
    assertThat(failure("invariants: &a\n- {name: x, sql: *a}\n"))
        .hasMessage("invariants[0].sql expects text");
  }

  @Test
  void deepNestingIsRefused() {
    assertThat(failure("dirs: " + "[".repeat(100_000)))
        .hasMessage("the settings of lockkeeper.yaml are nested deeper than 20 levels");
    assertThat(failure("a:\n" + " {a:".repeat(100_000)))
        .hasMessage("the settings of lockkeeper.yaml are nested deeper than 20 levels");
  }

  @Test
  void aLargeFileOrOneThatIsNotUtf8IsRefused() throws IOException {
    Path file = temp.resolve(ProjectFile.NAME);
    Files.writeString(file, "#" + "x".repeat(1024 * 1024));
    assertThatThrownBy(() -> ProjectFile.read(temp))
        .hasMessage("lockkeeper.yaml is larger than 1024 KiB");
    Files.writeString(file, "#" + "x".repeat(1024 * 1024 - 1));
    assertThat(ProjectFile.read(temp).project()).isEmpty();
    Files.write(file, new byte[] {'#', (byte) 0xE9, '\n'});
    assertThatThrownBy(() -> ProjectFile.read(temp))
        .hasMessage("lockkeeper.yaml is not UTF-8 text");
  }

  @Test
  void theOtherSpellingOfTheNameIsRefusedInsteadOfIgnored() throws IOException {
    Files.writeString(temp.resolve("lockkeeper.yml"), "down: required");
    assertThatThrownBy(() -> ProjectFile.read(temp))
        .hasMessage("found lockkeeper.yml; the settings file is lockkeeper.yaml");
  }

  private static LockkeeperException failure(String text) {
    LockkeeperException failure =
        catchThrowableOfType(LockkeeperException.class, () -> ProjectFile.parse(text));
    assertThat(failure.hint()).as("what to do about: %s", failure.getMessage()).isPresent();
    return failure;
  }
}
