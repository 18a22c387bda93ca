package dev.lockkeeper.release.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Job;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobSettingsTest {

  @Test
  void showsTheNamesOfVariablesOnly() {
    JobSettings settings =
        new JobSettings(
            true,
            "migrate",
            Optional.empty(),
            List.of("lockkeeper"),
            List.of("up"),
            Map.of("DB_PASS", "hunter2"),
            Map.of(),
            JobSettings.TIMEOUT,
            0,
            Optional.empty(),
            Optional.empty());
    Job job =
        new Job(
            settings,
            ImageReference.parse("shop:1").orElseThrow(),
            "r1",
            Map.of("DB_PASS", "hunter2"));

    assertThat(settings + " " + job).contains("DB_PASS").doesNotContain("hunter2");
  }
}
