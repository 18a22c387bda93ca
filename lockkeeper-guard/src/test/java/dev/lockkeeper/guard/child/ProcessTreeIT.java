package dev.lockkeeper.guard.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes are found at whatever moment one looks. */
@Timeout(120)
class ProcessTreeIT {
  private static final String MARK = "LOCKKEEPER_TREE_OF_A_TEST";

  @TempDir Path folder;

  @Test
  void findsAProcessThatBecomesAnotherProgramMeanwhile() throws Exception {
    Path script =
        Files.writeString(
            folder.resolve("again.sh"),
            "if [ $1 -gt 0 ]; then exec sh \"$0\" $(($1 - 1)); fi; exec sleep 1000\n");
    Process root = new ProcessBuilder("true").start();
    root.waitFor();
    ProcessBuilder builder = new ProcessBuilder("sh", script.toString(), "2000");
    builder.environment().put(MARK, "1");
    Process restless = builder.start();
    try {
      while (!restless.info().command().orElse("").endsWith("sleep")) {
        ProcessTree tree = new ProcessTree(root.toHandle(), MARK + "=1");
        assertThat(tree.running()).containsExactly(restless.toHandle());
      }
    } finally {
      restless.destroyForcibly();
    }
  }
}
