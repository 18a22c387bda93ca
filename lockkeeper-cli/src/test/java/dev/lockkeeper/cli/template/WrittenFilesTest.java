package dev.lockkeeper.cli.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.cli.config.ConfigurationReader;
import dev.lockkeeper.cli.config.DatabaseNeed;
import dev.lockkeeper.cli.config.GlobalOptions;
import dev.lockkeeper.cli.doctor.pipeline.PipelineFiles;
import dev.lockkeeper.cli.doctor.pipeline.SourceFile;
import dev.lockkeeper.cli.doctor.tree.YamlText;
import dev.lockkeeper.release.settings.ServiceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code init} writes is what {@code doctor} asks for. */
class WrittenFilesTest {
  private static List<NewFile> files(DeploymentKind kind) {
    return new DeploymentFiles("My Shop").of(List.of(kind));
  }

  @ParameterizedTest
  @EnumSource(DeploymentKind.class)
  void doctorFindsNothing(DeploymentKind kind) {
    List<SourceFile> sources =
        files(kind).stream().map(file -> new SourceFile(file.name(), file.text())).toList();

    assertThat(new PipelineFiles(Duration.ofMinutes(30)).examine(sources)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(DeploymentKind.class)
  void everyFileIsCompleteAndNamesTheService(DeploymentKind kind) {
    for (NewFile file : files(kind)) {
      assertThat(file.text()).as(file.name()).doesNotContain("@service@").endsWith("\n");
      assertThat(file.text().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(141));
      if (file.name().endsWith("ml")) {
        assertThat(YamlText.documents(file.text()).orElseThrow()).as(file.name()).isNotEmpty();
      }
    }
  }

  /** With the signs of comments taken away, and words for those in capitals. */
  @ParameterizedTest
  @CsvSource({"CLOUD_RUN, cloud-run", "KUBERNETES, kubernetes", "COMMAND, command"})
  void serviceInTheSettingsIsOne(DeploymentKind kind, String platform, @TempDir Path folder)
      throws IOException {
    String comment = new DeploymentFiles("shop").settings(List.of(kind));
    String services = comment.substring(comment.indexOf("# services:")).replaceAll("(?m)^# ", "");
    Files.writeString(folder.resolve("lockkeeper.yaml"), services);

    ServiceSettings service =
        new ConfigurationReader(Map.of(), folder)
            .read(GlobalOptions.NONE, DatabaseNeed.NONE)
            .services()
            .get(Optional.empty());

    assertThat(service.name()).isEqualTo("shop");
    assertThat(service.platform().platform()).isEqualTo(platform);
    assertThat(service.job().arguments()).startsWith("up");
  }

  @Test
  void eachFileIsWrittenOnce() {
    assertThat(
            new DeploymentFiles("shop")
                .of(List.of(DeploymentKind.CLOUD_RUN, DeploymentKind.CLOUD_RUN)))
        .extracting(NewFile::name)
        .containsExactly("job.yaml");
  }

  @ParameterizedTest
  @CsvSource({
    "shop, shop",
    "My Shop, my-shop",
    "42_Über, ber",
    "--, app",
    "a_very_long_name_of_a_project_with_many_words, a-very-long-name-of-a-project-with-many"
  })
  void nameSuitsThePlatforms(String project, String service) {
    assertThat(new DeploymentFiles(project).service()).isEqualTo(service);
  }
}
