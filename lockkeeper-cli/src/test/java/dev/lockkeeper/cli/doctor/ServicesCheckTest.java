package dev.lockkeeper.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesCheckTest {
  @TempDir private Path folder;

  @Test
  void servicesAreLookedAt() {
    Setup setup =
        new Setup(folder)
            .migration()
            .file(
                "lockkeeper.yaml",
                "statement-timeout: 2h",
                "services:",
                "  shop:",
                "    image: registry.example.com/shop:latest",
                "    job: {retries: 2, timeout: 1h, secrets: {DB_PASS: sm://p/db/latest}}",
                "    command: {deploy: [deploy]}");

    assertThat(setup.examine())
        .filteredOn(d -> d.severity() == Severity.WARNING)
        .extracting(Diagnosis::id)
        .containsExactly(
            "job.task-timeout", "job.retries", "pipeline.image-tag", "pipeline.secret-version");
    setup.file("lockkeeper.yaml", "services:", "  shop:", "    command: {deploy: [deploy]}");
    assertThat(setup.examine("service")).extracting(Diagnosis::severity).containsOnly(Severity.OK);
    setup.file(
        "lockkeeper.yaml", "services:", "  shop: {image: '${UNSET}', command: {deploy: [x]}}");
    assertThat(setup.examine("service"))
        .extracting(Diagnosis::severity)
        .containsOnly(Severity.PROBLEM);
  }
}
