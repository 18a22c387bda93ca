package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DownPolicy;
import dev.lockkeeper.settings.DurationText;
import dev.lockkeeper.settings.Invariant;
import dev.lockkeeper.settings.OutOfOrder;
import dev.lockkeeper.settings.ScriptVariables;
import dev.lockkeeper.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
  @TempDir Path temp;
  private TestProject project;

  @BeforeEach
  void newProject() throws IOException {
    project = new TestProject(Files.createDirectory(temp.resolve("shop")));
  }

  @Test
  void scriptsGetEveryVariableAsItStands() {
    project.set("A", "").file(".env", "A=weaker\nB=' two '\n");
    ScriptVariables variables = project.read(DatabaseNeed.OPTIONAL).settings().variables();
    assertThat(variables.value("A")).contains("");
    assertThat(variables.value("B")).contains(" two ");
    assertThat(variables.value("C")).isEmpty();
    assertThat(variables.toString()).doesNotContain("two");
  }

  @Test
  void aValueMayBeAReferenceAndNothingElse() {
    project.set("WHOLE", "postgres://u@h/n").file("lockkeeper.yaml", "url: ${WHOLE}\n");
    assertThat(
            project
                .read(DatabaseNeed.REQUIRED)
                .database()
                .flatMap(DatabaseChoice::address)
                .orElseThrow()
                .display())
        .isEqualTo("h:5432/n");
  }

  @Test
  void withoutAFileEverySettingHasTheEnginesDefault() {
    Configuration configuration = project.read(DatabaseNeed.OPTIONAL);
    ScriptVariables home =
        ScriptVariables.of(Map.of("HOME", project.folder().resolve("home").toString()));
    Settings expected = Settings.builder().variables(home).build();
    assertThat(configuration.settings()).isEqualTo(expected);
    assertThat(configuration.project()).isEqualTo(project.folder());
    assertThat(configuration.migrations()).containsExactly(project.folder().resolve("migrations"));
    assertThat(configuration.seeds()).isEqualTo(project.folder().resolve("seeds"));
    assertThat(configuration.classpath()).isEmpty();
    assertThat(configuration.phase()).isEmpty();
    assertThat(configuration.tool()).isEmpty();
  }

  @Test
  void theShownDefaultsAreTheRealOnes() {
    for (RunKey<?> key : RunKey.ALL) {
      if (key.standard() instanceof Duration standard) {
        assertThat(DurationText.parse(key.shownStandard())).contains(standard);
      }
    }
  }

  @Test
  void everyKeyOfTheFileReachesItsSetting() {
    project
        .yaml(
            "project: orders",
            "dirs: [db/one, ../shared]",
            "seeds: data",
            "ledger-schema: public",
            "lock-wait: 1h",
            "lock-timeout: 250ms",
            "lock-budget: 2m",
            "statement-timeout: 30s",
            "connect-timeout: 3s",
            "out-of-order: apply",
            "down: required",
            "names:",
            "  minimum-length: 8",
            "allow-empty: true",
            "phase: post",
            "tool: {name: django, command: [venv/bin/python, manage.py], table: app.done}",
            "invariants:",
            "- name: no orphans",
            "  sql: select true",
            "classpath: [lib/a.jar]")
        .file("lib/a.jar", "");
    Configuration configuration = project.read(DatabaseNeed.OPTIONAL);
    Settings settings = configuration.settings();
    assertThat(settings.project()).isEqualTo("orders");
    assertThat(settings.ledgerSchema()).isEqualTo("public");
    assertThat(settings.lockWait()).hasHours(1);
    assertThat(settings.timing().lockTimeout()).hasMillis(250);
    assertThat(settings.timing().lockBudget()).hasMinutes(2);
    assertThat(settings.timing().statementTimeout()).hasSeconds(30);
    assertThat(settings.timing().connectTimeout()).hasSeconds(3);
    assertThat(settings.outOfOrder()).isEqualTo(OutOfOrder.APPLY);
    assertThat(settings.downPolicy()).isEqualTo(DownPolicy.REQUIRED);
    assertThat(settings.minimumNameLength()).isEqualTo(8);
    assertThat(settings.allowEmpty()).isTrue();
    assertThat(settings.invariants()).containsExactly(new Invariant("no orphans", "select true"));
    assertThat(configuration.migrations())
        .containsExactly(project.folder().resolve("db/one"), temp.resolve("shared"));
    assertThat(configuration.seeds()).isEqualTo(project.folder().resolve("data"));
    assertThat(configuration.classpath()).containsExactly(project.folder().resolve("lib/a.jar"));
    assertThat(configuration.phase()).contains("post");
    assertThat(configuration.tool())
        .contains(
            new ToolSettings(
                "django", List.of("venv/bin/python", "manage.py"), Optional.of("app.done")));
  }

  @Test
  void anEnvironmentMayRepeatEveryRunKey() {
    project
        .yaml(
            "out-of-order: fail",
            "seeds: data",
            "tool: django",
            "environments:",
            "  test: {out-of-order: apply, seeds: data/test, lock-timeout: 2s, phase: all,"
                + " ledger-schema: other, lock-budget: 1s, statement-timeout: 1s,"
                + " connect-timeout: 1s, down: required, names: {minimum-length: 1},"
                + " allow-empty: true, invariants: [], lock-wait: 0, tool: knex}")
        .env("test");
    Configuration configuration = project.read(DatabaseNeed.OPTIONAL);
    assertThat(configuration.settings().outOfOrder()).isEqualTo(OutOfOrder.APPLY);
    assertThat(configuration.settings().lockWait()).isZero();
    assertThat(configuration.seeds()).isEqualTo(project.folder().resolve("data/test"));
    assertThat(configuration.phase()).contains("all");
    assertThat(configuration.tool())
        .contains(new ToolSettings("knex", List.of(), Optional.empty()));
    assertThat(configuration.origins())
        .contains(new Origin("out-of-order", "lockkeeper.yaml:5", "apply"));
  }

  @Test
  void variablesAreStrongerThanTheFile() {
    project.yaml("lock-wait: 1h", "lock-timeout: 1s");
    project.setAll("LOCKKEEPER_LOCK_WAIT=0 LOCKKEEPER_LOCK_TIMEOUT=750ms");
    Configuration configuration = project.read(DatabaseNeed.OPTIONAL);
    assertThat(configuration.settings().lockWait()).isZero();
    assertThat(configuration.settings().timing().lockTimeout()).hasMillis(750);
    assertThat(configuration.origins())
        .contains(new Origin("lock-timeout", "LOCKKEEPER_LOCK_TIMEOUT (environment)", "750ms"));
  }

  @ParameterizedTest
  @CsvSource({
    "LOCKKEEPER_LOCK_WAIT, 10, LOCKKEEPER_LOCK_WAIT (environment) expects a duration",
    "LOCKKEEPER_LOCK_TIMEOUT, 0, LOCKKEEPER_LOCK_TIMEOUT (environment) expects a duration",
  })
  void aWrongVariableIsNamed(String name, String value, String message) {
    project.set(name, value);
    assertThat(project.failure()).hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource({
    "LOCKKEEPER_COMMIT=a COMMIT_SHA=b GITHUB_SHA=c CI_COMMIT_SHA=d, a",
    "COMMIT_SHA=b GITHUB_SHA=c CI_COMMIT_SHA=d, b",
    "GITHUB_SHA=c CI_COMMIT_SHA=d, c",
    "CI_COMMIT_SHA=d, d",
  })
  void theCommitComesFromTheFirstVariableThatIsSet(String variables, String commit) {
    project.setAll(variables);
    assertThat(project.read(DatabaseNeed.NONE).settings().commit()).contains(commit);
  }

  @ParameterizedTest
  @CsvSource({
    "LOCKKEEPER_ACTOR=a GITHUB_ACTOR=b GITLAB_USER_LOGIN=c CLOUD_RUN_JOB=d, a",
    "GITHUB_ACTOR=b GITLAB_USER_LOGIN=c CLOUD_RUN_JOB=d, b",
    "GITLAB_USER_LOGIN=c CLOUD_RUN_JOB=d, c",
    "CLOUD_RUN_JOB=d, d",
  })
  void theActorComesFromTheFirstVariableThatIsSet(String variables, String actor) {
    project.setAll(variables);
    assertThat(project.read(DatabaseNeed.NONE).settings().actor()).isEqualTo(actor);
  }

  @Test
  void releaseAndImageComeFromTheirVariables() {
    project.setAll("LOCKKEEPER_RELEASE=r1 LOCKKEEPER_IMAGE=registry/app@sha256:0");
    Settings settings = project.read(DatabaseNeed.NONE).settings();
    assertThat(settings.releaseId()).contains("r1");
    assertThat(settings.image()).contains("registry/app@sha256:0");
  }

  @Test
  void optionsAreRelativeToTheirFolders() throws IOException {
    Files.createDirectory(project.folder().resolve("sub"));
    project.file("sub/lockkeeper.yaml", "dir: ignored");
    GlobalOptions options =
        new GlobalOptions(
            Optional.of("sub"),
            Optional.empty(),
            Optional.empty(),
            List.of("a", "b/../c"),
            List.of("classes"));
    Configuration configuration = project.reader().read(options, DatabaseNeed.NONE);
    Path sub = project.folder().resolve("sub");
    assertThat(configuration.project()).isEqualTo(sub);
    assertThat(configuration.settings().project()).isEqualTo("default");
    assertThat(configuration.migrations()).containsExactly(sub.resolve("a"), sub.resolve("c"));
    assertThat(configuration.classpath()).containsExactly(sub.resolve("classes"));
    assertThat(configuration.origins()).contains(new Origin("dirs", "--dir", "a, b/../c"));
  }

  @Test
  void aMissingProjectFolderIsNamed() {
    GlobalOptions options =
        new GlobalOptions(
            Optional.of("absent"), Optional.empty(), Optional.empty(), List.of(), List.of());
    LockkeeperException failure =
        catchThrowableOfType(
            LockkeeperException.class, () -> project.reader().read(options, DatabaseNeed.NONE));
    assertThat(failure.code()).isEqualTo(ErrorCode.FOLDER_MISSING);
    assertThat(failure).hasMessageEndingWith("absent");
  }

  @Test
  void aMissingJarIsNamedUnlessTheCommandNeedsNoDatabase() {
    project.yaml("down: optional", "classpath: [lib/absent.jar]");
    project.set("DATABASE_URL", "postgres://h/n");
    assertThat(project.failure())
        .hasMessageStartingWith("lockkeeper.yaml:2: the class path names ")
        .hasMessageContaining("absent.jar");
    assertThat(project.read(DatabaseNeed.NONE).classpath()).hasSize(1);
  }
}
