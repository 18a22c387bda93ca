package dev.lockkeeper.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.release.platform.Platform;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;

/** Uses the jar as the command line does: beside it, not on the class path. */
@Timeout(60)
class JarIT {
  private static final Path JAR = Path.of(System.getProperty("jar"));
  private static final long LARGEST = 25_000_000;

  @TempDir Path folder;

  @Test
  void isNotTooLargeAndHoldsNothingOfLockkeepersOther() throws Exception {
    assertThat(Files.size(JAR)).isLessThan(LARGEST);
    try (var jar = new java.util.jar.JarFile(JAR.toFile())) {
      assertThat(
              jar.stream()
                  .map(entry -> entry.getName())
                  .filter(name -> name.startsWith("dev/lockkeeper/") && name.endsWith(".class")))
          .allMatch(name -> name.startsWith("dev/lockkeeper/kubernetes/"));
    }
  }

  @Test
  void runsAJobFromAClassLoaderOfItsOwn() throws Exception {
    try (ClusterSimulation cluster = ClusterSimulation.start()) {
      cluster.images().push(Shop.REPOSITORY, "1.0", Shop.FIRST);
      Path kubeconfig = cluster.writeKubeconfig(folder.resolve("kubeconfig"));
      // What the command line's own jar holds: ours, and the libraries that both have.
      String classPath =
          Stream.of(ErrorCode.class, Platform.class, JsonFactory.class, Load.class, JarIT.class)
              .map(JarIT::place)
              .collect(Collectors.joining(File.pathSeparator));
      Process process =
          new ProcessBuilder(
                  List.of(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Dkubeconfig=" + kubeconfig,
                      "-cp",
                      classPath,
                      JarProgram.class.getName(),
                      JAR.toString(),
                      ClusterSimulation.CONTEXT,
                      ClusterSimulation.NAMESPACE,
                      Shop.REPOSITORY + "@" + Shop.FIRST))
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes());
      assertThat(output).isEqualTo("from the job\nSUCCEEDED\n");
      assertThat(process.waitFor()).isZero();
    }
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
