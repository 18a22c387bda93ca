package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without a network the tests with tools of others are skipped, so it must be noticed. */
class PackageManagerIT {
  private static final String NOBODY = "http://127.0.0.1:9/";

  @TempDir Path folder;

  @Test
  void pipWithoutANetwork() {
    assertThat(
            PackageManager.PIP.hasNetwork(
                folder, Map.of("PIP_INDEX_URL", NOBODY, "PIP_RETRIES", "0")))
        .isFalse();
  }

  @Test
  void npmWithoutANetwork() {
    assertThat(
            PackageManager.NPM.hasNetwork(
                folder, Map.of("npm_config_registry", NOBODY, "npm_config_fetch_retries", "0")))
        .isFalse();
  }

  @Test
  void goWithoutANetwork() {
    assertThat(PackageManager.GO.hasNetwork(folder, Map.of("GOPROXY", NOBODY))).isFalse();
  }

  @Test
  void mavenWithoutANetwork() throws IOException {
    Files.createDirectory(folder.resolve(".mvn"));
    Files.writeString(folder.resolve(".mvn/maven.config"), "-o");
    assertThat(PackageManager.MAVEN.hasNetwork(folder, Map.of())).isFalse();
  }
}
