package dev.lockkeeper.guard.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.SystemProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a virtual machine of its own shows: how much memory output takes, and how it ends. */
@Timeout(120)
class ChildMachineIT {
  private static final long HUNDRED_MEGABYTES = 100L * 1024 * 1024;

  private static Process start(String... words) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                ChildMain.class.getName()));
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  @Test
  void aHundredMegabytesOfOutputTakeNoMemory() throws Exception {
    Process machine = start("head", "-c", String.valueOf(HUNDRED_MEGABYTES), "/dev/zero");
    long read = 0;
    try (InputStream out = machine.getInputStream()) {
      byte[] buffer = new byte[1 << 16];
      for (int n = out.read(buffer); n >= 0; n = out.read(buffer)) {
        read += n;
      }
    }
    assertThat(machine.waitFor()).isZero();
    assertThat(read).isEqualTo(HUNDRED_MEGABYTES);
  }

  @Test
  void theProgramEndsWithTheMachine() throws Exception {
    Process machine = start("sh", "-c", "echo $$; sleep 1000");
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(machine.getInputStream(), StandardCharsets.UTF_8))) {
      long pid = Long.parseLong(out.readLine());
      assertThat(SystemProcess.isRunning(pid)).isTrue();
      machine.destroy();
      assertThat(machine.waitFor(60, TimeUnit.SECONDS)).isTrue();
      Running.until(() -> !SystemProcess.isRunning(pid));
    } finally {
      machine.destroyForcibly();
    }
  }
}
