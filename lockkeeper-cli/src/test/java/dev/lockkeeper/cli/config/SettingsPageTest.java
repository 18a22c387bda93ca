package dev.lockkeeper.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.release.settings.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page for users says what the code does. */
class SettingsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "settings.md");

  @Test
  void listsEveryRunKeyWithItsDefault() throws IOException {
    String page = Files.readString(PAGE);
    for (RunKey<?> key : RunKey.ALL) {
      assertThat(page.lines().map(line -> line.replace("`", "")))
          .as(key.name())
          .anyMatch(
              line -> line.startsWith("| " + key.name() + " | " + key.shownStandard() + " |"));
    }
  }

  @Test
  void listsEveryVariableOfTheFamilies() throws IOException {
    String page = Files.readString(PAGE);
    Stream.of(AddressFamily.DB, AddressFamily.POSTGRES, AddressFamily.PG)
        .flatMap(
            family ->
                Stream.of(
                        family.hosts(),
                        family.instances(),
                        family.ports(),
                        family.databases(),
                        family.users(),
                        family.passwords(),
                        List.copyOf(family.parameters().keySet()))
                    .flatMap(List::stream))
        .forEach(variable -> assertThat(page).contains("`" + variable + "`"));
  }

  @Test
  void itsExamplesAreAccepted(@TempDir Path folder) throws IOException {
    Matcher example =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    assertThat(example.find()).isTrue();
    ProjectFile file = ProjectFile.parse(example.group(1));
    assertThat(file.environmentNames())
        .containsExactlyInAnyOrder("default", "staging", "production");
    assertThat(file.environment("production").isProtected()).isTrue();
    assertThat(example.find()).isTrue();
    assertThat(ProjectFile.parse(example.group(1)).environment("production").proxy()).isPresent();
    assertThat(example.find()).isTrue();
    ChildSettings child =
        ProjectFile.parse(example.group(1)).environment("default").run().get(RunKey.RUN);
    assertThat(child.env()).containsKey("SQLALCHEMY_URL");
    assertThat(example.find()).isTrue();
    ServiceSettings service =
        ProjectFile.parse(example.group(1))
            .environment("default")
            .run()
            .get(RunKey.SERVICES)
            .get("orders")
            .settings(Variables.of(Map.of(), folder, new SecretReader(Map.of())));
    assertThat(service.image()).contains("registry.example.com/orders:dev");
    assertThat(service.platform().platform()).isEqualTo("cloud-run");
    assertThat(example.find()).isTrue();
    NotifySection notify =
        ProjectFile.parse(example.group(1)).environment("default").run().get(RunKey.NOTIFY);
    assertThat(notify.receivers()).hasSize(3);
    assertThat(example.find()).isTrue();
    MetricsSection metrics =
        ProjectFile.parse(example.group(1)).environment("default").run().get(RunKey.METRICS);
    assertThat(metrics.otlp()).isPresent();
  }
}
