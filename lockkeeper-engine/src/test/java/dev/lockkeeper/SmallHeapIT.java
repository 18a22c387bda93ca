package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.SmallMain;
import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand migrations in a JVM with a heap of 128 MB; without the full suites two thousand in
 * 32 MB.
 */
class SmallHeapIT {
  @TempDir Path path;

  private static final boolean FULL = "full".equals(System.getProperty("suites"));
  private static final int MIGRATIONS = FULL ? 10_000 : 2_000;
  private static final String HEAP = FULL ? "-Xmx128m" : "-Xmx32m";

  private String run(Scene scene, String action) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    HEAP,
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    SmallMain.class.getName(),
                    TempPostgres.shared().jdbcUrl(scene.database()),
                    path.toString(),
                    action))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    System.out.println(
        "heap "
            + HEAP
            + ": "
            + action
            + " of "
            + MIGRATIONS
            + " took "
            + (System.nanoTime() - begun) / 1_000_000
            + " ms");
    return said.strip();
  }

  @Test
  void manyMigrationsFitASmallHeap() throws Exception {
    Scene scene = new Scene(path);
    scene.folder().tables(1, MIGRATIONS);
    assertThat(run(scene, "up")).isEqualTo("" + MIGRATIONS);
    assertThat(run(scene, "status")).isEqualTo("" + MIGRATIONS);
    assertThat(scene.value("SELECT count(*) FROM lockkeeper.migration")).isEqualTo("" + MIGRATIONS);
  }
}
