package dev.lockkeeper.guard.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the words cannot show with a real tool: odd answers, refusals, orders of several apps. */
class ToolCommandsTest {
  @TempDir Path project;

  private ToolCommands commands(Preset preset) {
    return preset.commands(List.of("tool"), project);
  }

  private static List<ToolMigration> known(String... states) {
    return Arrays.stream(states)
        .map(one -> new ToolMigration(one.substring(0, one.length() - 1), one.endsWith("+")))
        .toList();
  }

  private static List<String> lines(List<ToolCommand> commands) {
    return commands.stream().map(command -> String.join(" ", command.words())).toList();
  }

  private static ToolOutput out(String text) {
    return new ToolOutput(0, text, "");
  }

  private List<ToolMigration> status(Preset preset, String... outputs) {
    Status.Asked asked = (Status.Asked) commands(preset).status();
    return asked.inquiry().answer(Arrays.stream(outputs).map(ToolCommandsTest::out).toList());
  }

  @Test
  void readsDjangosPlanBetweenOtherLines() {
    String plan = "loading settings\n[X]  shop.0001_initial\n[ ]  shop.0002_x\n[?]  shop.0003\n";
    assertThat(status(Preset.DJANGO, plan)).isEqualTo(known("shop.0001_initial+", "shop.0002_x-"));
  }

  @Test
  void undoesTheAppsOfDjangoFromTheLastOne() {
    List<ToolMigration> known = known("users.1+", "shop.1+", "users.2+", "shop.2-", "mail.1-");
    ToolCommands django = commands(Preset.DJANGO);
    String end = " --noinput --no-color";
    assertThat(lines(django.down(new DownTarget.All(), known)))
        .containsExactly("tool migrate users zero" + end, "tool migrate shop zero" + end);
    assertThat(lines(django.down(new DownTarget.Last(), known)))
        .containsExactly("tool migrate users 1" + end);
    assertThat(lines(django.down(new DownTarget.Last(), known("users.1+"))))
        .containsExactly("tool migrate users zero" + end);
    assertThat(lines(django.down(new DownTarget.Last(), known("users.1-")))).isEmpty();
    assertThat(lines(django.mark(Mark.APPLIED, List.of("mail.1", "shop.2"), known)))
        .containsExactly("tool migrate mail 1 --fake" + end, "tool migrate shop 2 --fake" + end);
    assertThat(django.up(Optional.of("shop"), known).words())
        .containsExactly("tool", "migrate", "shop", "--noinput", "--no-color");
  }

  @Test
  void namesRivalsOfSeveralAppsOfDjango() {
    String said =
        "CommandError: Conflicting migrations detected; multiple leaf nodes in the migration graph:"
            + " (0002_a, 0002_b in shop; 0003_c, 0003_d in users).\nTo fix them run 'python"
            + " manage.py makemigrations --merge'\n";
    Inquiry<List<String>> heads = commands(Preset.DJANGO).heads().orElseThrow();
    assertThatThrownBy(() -> heads.answer(List.of(new ToolOutput(1, "", said))))
        .hasMessageEndingWith(
            "end in 4 places: shop.0002_a, shop.0002_b, users.0003_c, users.0003_d")
        .extracting(e -> ((LockkeeperException) e).code())
        .isEqualTo(ErrorCode.SEVERAL_HEADS);
    assertThat(heads.answer(List.of(new ToolOutput(0, "", "a warning")))).isEmpty();
  }

  @Test
  void wantsTheSettingsOfDjangoToBeSettled() {
    ToolCommands module = Preset.DJANGO.commands(List.of("python", "-m", "django"), project);
    assertThatThrownBy(() -> module.requireSettings(Map.of("DJANGO_SETTINGS_MODULE", " ")))
        .hasMessageContaining("DJANGO_SETTINGS_MODULE is not set, and no manage.py is named");
    module.requireSettings(Map.of("DJANGO_SETTINGS_MODULE", "config.settings"));
    for (String word : List.of("manage.py", "--settings=config")) {
      Preset.DJANGO.commands(List.of("django-admin", word), project).requireSettings(Map.of());
    }
  }

  @Test
  void readsAlembicsGraphWithItsNotes() {
    String history =
        "b, c -> d (head) (mergepoint), a -> b, first line\nof two lines\n"
            + "a (e) -> c (label) (current), c\na -> b, b\n<base> -> e (head), e\n"
            + "<base> -> a (branchpoint), a\n";
    assertThat(status(Preset.ALEMBIC, history, "c\n"))
        .isEqualTo(known("a+", "e+", "b-", "c+", "d-"));
    assertThat(status(Preset.ALEMBIC, history, "d (head) (mergepoint)\n"))
        .isEqualTo(known("a+", "e+", "b+", "c+", "d+"));
    assertThat(status(Preset.ALEMBIC, history, "")).noneMatch(ToolMigration::applied);
  }

  @Test
  void readsKnexsListBehindItsOtherLines() {
    String list =
        "Using environment: production\nFound 1 Completed Migration file/files.\n1_a.js \n"
            + "Found 1 Pending Migration file/files.\n2_b.js \n\n";
    assertThat(status(Preset.KNEX, list)).isEqualTo(known("1_a.js+", "2_b.js-"));
  }

  @Test
  void readsFlywaysStates() {
    String info =
        "a line of a log\n{\"migrations\": ["
            + "{\"version\": \"1\", \"state\": \"Success\", \"installedBy\": \"a \\\"b\\\" \\u00e4\"},"
            + "{\"version\": \"2\", \"state\": \"Undone\"}, {\"version\": \"2\", \"state\": \"Pending\"},"
            + "{\"version\": null, \"filepath\": \"C:\\\\sql\\\\R__a.b.sql\", \"state\": \"Outdated\"},"
            + "{\"version\": \"3\", \"state\": \"Failed\", \"executionTime\": -1}, 7], \"x\": {}}";
    assertThat(status(Preset.FLYWAY, info)).isEqualTo(known("1+", "2-", "R__a.b+", "3-"));
    for (String odd :
        List.of("", "{}", "{\"migrations\": [", "{\"migrations\": 1}", "{\"a\": \"\\u12")) {
      assertThatThrownBy(() -> status(Preset.FLYWAY, odd))
          .isInstanceOf(LockkeeperException.class)
          .hasMessageContaining("did not print what it should");
    }
    assertThatThrownBy(() -> status(Preset.FLYWAY, "{\"a\":" + "[".repeat(100_000)))
        .isInstanceOf(LockkeeperException.class);
  }

  @Test
  void comparesPrismasFoldersWithItsHistory() throws IOException {
    for (String name : List.of("20260102_b", "20260101_a", "empty")) {
      Files.createDirectories(project.resolve("prisma/migrations/" + name));
    }
    Files.writeString(project.resolve("prisma/migrations/20260101_a/migration.sql"), "");
    Files.writeString(project.resolve("prisma/migrations/20260102_b/migration.sql"), "");
    Status.Compared status = (Status.Compared) commands(Preset.PRISMA).status();
    assertThat(status.with(List.of("20260101_a"))).isEqualTo(known("20260101_a+", "20260102_b-"));
    assertThat(lines(commands(Preset.PRISMA).mark(Mark.APPLIED, List.of("a", "b"), List.of())))
        .containsExactly("tool migrate resolve --applied a", "tool migrate resolve --applied b");
  }

  @Test
  void sortsTheFilesOfNodePgMigrateByNumber() throws IOException {
    Files.createDirectories(project.resolve("db"));
    for (String name : List.of("10_b.sql", "9_a.ts", "011_c.js", "notes.md", ".hidden.sql")) {
      Files.writeString(project.resolve("db/" + name), "");
    }
    ToolCommands tool = Preset.NODE_PG_MIGRATE.commands(List.of("tool", "-m", "db"), project);
    Status.Compared status = (Status.Compared) tool.status();
    assertThat(status.versions()).containsExactly("9_a", "10_b", "011_c");
    assertThat(status.folder()).isEqualTo(project.resolve("db"));
  }

  @Test
  void aFailedCommandIsNoAnswer() {
    Status.Asked asked = (Status.Asked) commands(Preset.DBMATE).status();
    assertThatThrownBy(() -> asked.inquiry().answer(List.of(new ToolOutput(2, "", "no such host"))))
        .hasMessage("`tool status` ended with exit code 2:\nno such host")
        .extracting(e -> ((LockkeeperException) e).code())
        .isEqualTo(ErrorCode.TOOL_FAILED);
  }

  @Test
  void behindAFailedCommandTheOthersNeedNotRun() {
    Status.Asked asked = (Status.Asked) commands(Preset.ALEMBIC).status();
    assertThatThrownBy(() -> asked.inquiry().answer(List.of(new ToolOutput(1, "a", ""))))
        .hasMessage("`tool history` ended with exit code 1:\na");
    assertThatThrownBy(() -> asked.inquiry().answer(List.of(new ToolOutput(0, "a", ""))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofAnotherCommandNothingIsKnownButItself() {
    ToolCommands command = Preset.COMMAND.commands(List.of("make", "migrate"), project);
    assertThat(command.up(Optional.empty(), List.of()).words()).containsExactly("make", "migrate");
    assertThatThrownBy(command::status)
        .hasMessage("This command has no status that Lockkeeper knows of");
    assertThatThrownBy(() -> commands(Preset.COMMAND).up(Optional.of("1"), List.of()))
        .hasMessageContaining("no target");
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void everyPresetIsFoundByItsName(Preset preset) {
    assertThat(Preset.of(preset.id())).contains(preset);
    assertThat(Preset.names()).contains(preset.id());
    assertThat(preset.ownTables(Optional.of("s.t")))
        .hasSize(preset == Preset.KNEX || preset == Preset.LIQUIBASE ? 2 : 1);
  }
}
