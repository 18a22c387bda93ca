package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A release that gets SIGTERM, as from a pipeline that somebody cancels. */
@Timeout(120)
class ReleaseStoppedIT {
  private static final String SETTINGS =
      """
      services:
        shop:
          image: shop:1
          job: {enabled: false}
          traffic: {steps: [50, 100], pause: 1h}
          command:
            serving: [echo, old]
            deploy: ["true"]
            traffic: [./traffic, "{revision}", "{percent}"]
      """;

  @TempDir Path folder;

  @Test
  void givesTheTrafficBack() throws IOException, InterruptedException {
    String url =
        "postgres://postgres@127.0.0.1:"
            + TempPostgres.shared().port()
            + "/"
            + TempPostgres.shared().newDatabase();
    Files.createDirectories(folder.resolve("migrations"));
    Files.writeString(folder.resolve("migrations/20260101000000_a.up.sql"), "CREATE TABLE a ();");
    Files.writeString(folder.resolve("lockkeeper.yaml"), SETTINGS);
    Path program = folder.resolve("traffic");
    Files.writeString(program, "#!/bin/sh\necho \"$1 $2\" >>calls\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThat(
            lockkeeper(Map.of("LOCKKEEPER_URL", url, "LOCKKEEPER_IMAGE", "shop:1"), "up")
                .waitFor(Duration.ofSeconds(60)))
        .isZero();

    Child release = lockkeeper(Map.of("LOCKKEEPER_URL", url), "release");
    while (!release.output().contains("has 50 %") && release.process().isAlive()) {
      Thread.sleep(20);
    }
    release.process().destroy();

    assertThat(release.waitFor(Duration.ofSeconds(60))).as(release.output()).isEqualTo(143);
    assertThat(release.output()).contains("The gate is closed: old has all traffic again.");
    assertThat(folder.resolve("calls")).content().endsWith("old 100\n");
  }

  private Child lockkeeper(Map<String, String> environment, String word) throws IOException {
    return Child.start(
        folder,
        environment,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        word);
  }
}
