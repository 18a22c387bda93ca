package dev.lockkeeper.guard.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.SystemProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that ask, hang, fork, print secrets, or do not want to end. */
@Timeout(120)
class ChildIT {
  @TempDir Path folder;

  @AfterEach
  void noThreadIsLeft() {
    Running.until(
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("child-")));
  }

  private static boolean isGone(String pid) {
    return !SystemProcess.isRunning(Long.parseLong(pid.strip()));
  }

  @Test
  void tellsHowAProgramEnded() {
    ChildEnd end = Running.sh(folder, "echo out; echo err >&2; exit 7").await();
    assertThat(end.exitCode()).hasValue(7);
    assertThat(end.signal()).isEmpty();
    assertThat(end.isSuccess()).isFalse();
    assertThat(end.timedOut()).isFalse();
    assertThat(end.stopped()).isFalse();
    assertThat(end.survivors()).isEmpty();
    assertThat(end.lastOutput()).contains("out\n", "err\n");
    assertThat(Running.sh(folder, "true").await().isSuccess()).isTrue();
  }

  @Test
  void tellsWhichSignalEndedAProgram() {
    ChildEnd end = Running.sh(folder, "kill -SEGV $$").await();
    assertThat(end.exitCode()).hasValue(139);
    assertThat(end.signal()).isEqualTo(OptionalInt.of(11));
  }

  @Test
  void runsInItsFolderAndInASessionOfItsOwn() throws IOException {
    Running running = Running.sh(folder, "pwd -P; echo $$; cut -d' ' -f6 /proc/$$/stat");
    running.await();
    List<String> lines = running.text().lines().toList();
    assertThat(lines.get(0)).isEqualTo(folder.toRealPath().toString());
    assertThat(lines.get(2)).isEqualTo(lines.get(1));
  }

  @Test
  void tellsAProgramThatAsksThatNobodyAnswers() {
    ChildEnd end = Running.python(folder, "input('Are you sure? ')").await();
    assertThat(end.exitCode()).hasValue(1);
    assertThat(end.lastOutput()).contains("Are you sure? ", "EOFError");
  }

  @Test
  void showsALineThatHasNoEndYet() throws IOException {
    Running running =
        Running.sh(folder, "printf 'Working on'; until test -e go; do sleep 0.05; done");
    running.awaitText("Working on");
    Files.createFile(folder.resolve("go"));
    assertThat(running.await().isSuccess()).isTrue();
  }

  @Test
  void showsWhatOnlyLookedLikeASecretAfterAWhile() throws IOException {
    Running running =
        Running.sh(folder, "printf 'year one'; until test -e go; do sleep 0.05; done");
    running.awaitText("year one");
    Files.createFile(folder.resolve("go"));
    assertThat(running.await().isSuccess()).isTrue();
  }

  @Test
  void hidesASecretThatComesInPieces() {
    Running running =
        Running.sh(folder, "printf 'it is one-time'; sleep 0.6; printf '_0123'; echo '456789!'");
    ChildEnd end = running.await();
    assertThat(running.text()).isEqualTo("it is ***!\n");
    assertThat(end.lastOutput()).isEqualTo("it is ***!\n");
  }

  @Test
  void hidesSecretsOfTheProgramsOwn() {
    Running running =
        Running.sh(
            folder, Map.of("STRIPE_API_KEY", "sk_live_123456"), "echo $STRIPE_API_KEY $PGPASSWORD");
    running.await();
    assertThat(running.text()).isEqualTo("*** ***\n");
  }

  @Test
  void givesNoProcessTheRealPassword() throws IOException {
    Map<String, String> inherited =
        Map.of(
            "DATABASE_URL", "postgres://deploy%20er:" + Example.ENCODED + "@db/shop",
            "PGPASSWORD", Example.PASSWORD,
            "REPLICA_URL", "postgres://deploy%20er:" + Example.ENCODED + "@replica/shop",
            "NOTE", "the password is " + Example.PASSWORD);
    Running running =
        Running.sh(
            folder,
            inherited,
            "echo $$; sh -c 'echo $$; until test -e go; do sleep 0.05; done'; echo done");
    Running.until(() -> running.text().lines().count() == 2);
    for (String pid : running.text().lines().toList()) {
      for (String file : List.of("environ", "cmdline")) {
        String content =
            new String(
                Files.readAllBytes(Path.of("/proc", pid, file)), StandardCharsets.ISO_8859_1);
        assertThat(content).isNotEmpty();
        assertThat(content).doesNotContain(Example.PASSWORD).doesNotContain("p%40ss");
        if (file.equals("environ")) {
          assertThat(content).contains("PGPASSWORD=" + Example.ONE_TIME);
        }
      }
    }
    Files.createFile(folder.resolve("go"));
    assertThat(running.await().isSuccess()).isTrue();
  }

  @Test
  void passesBytesOnThatAreNoText() {
    Running running = Running.sh(folder, "printf '\\377\\376\\000x\\200'");
    running.await();
    assertThat(running.bytes()).containsExactly(0xff, 0xfe, 0, 'x', 0x80);
  }

  @Test
  void letsAProgramEndInOrderWhenItShallStop() {
    Running running =
        Running.sh(folder, "trap 'echo bye; exit 3' TERM; echo up; while :; do sleep 0.1; done");
    running.awaitText("up");
    running.stop();
    ChildEnd end = running.await();
    assertThat(end.stopped()).isTrue();
    assertThat(end.exitCode()).hasValue(3);
    assertThat(running.text()).contains("bye");
  }

  @Test
  void endsAProgramByForceThatDoesNotWantToStop() {
    Running running =
        Running.sh(folder, "trap '' TERM; echo up; while :; do sleep 0.1; done").awaitText("up");
    running.stop();
    ChildEnd end = running.await();
    assertThat(end.stopped()).isTrue();
    assertThat(end.timedOut()).isFalse();
    assertThat(end.signal()).hasValue(9);
  }

  @Test
  void endsAProgramThatTakesTooLong() {
    ChildEnd end = Running.sh(folder, "echo up; sleep 1000").limit(Duration.ofMillis(300)).await();
    assertThat(end.timedOut()).isTrue();
    assertThat(end.stopped()).isFalse();
    assertThat(end.signal()).hasValue(15);
    assertThat(end.isSuccess()).isFalse();
  }

  @Test
  void endsTheWholeTreeWhenItShallStop() {
    Running running =
        Running.sh(
                folder,
                "(trap '' TERM; sh -c 'trap \"\" TERM; echo $$; while :; do sleep 0.1; done') &"
                    + " wait")
            .awaitText("\n");
    running.stop();
    running.await();
    assertThat(isGone(running.text())).isTrue();
  }

  @Test
  void endsWhatOutlivesTheProgramAndHoldsItsOutput() {
    Running running = Running.sh(folder, "sleep 1000 & echo $!");
    ChildEnd end = running.await();
    assertThat(end.isSuccess()).isTrue();
    assertThat(end.survivors()).containsExactly("sleep (" + running.text().strip() + ")");
    assertThat(isGone(running.text())).isTrue();
  }

  @Test
  void findsAProcessThatHasLeftItsFamily() {
    Running running = Running.sh(folder, "setsid sh -c 'sleep 1000 & echo $!'; true");
    ChildEnd end = running.await();
    assertThat(end.survivors()).containsExactly("sleep (" + running.text().strip() + ")");
    assertThat(isGone(running.text())).isTrue();
  }

  @Test
  void doesNotNameAProcessThatEndsWithTheProgram() {
    Running running =
        Running.sh(folder, "(while kill -0 $$; do sleep 0.01; done) 2>/dev/null & echo early");
    assertThat(running.await().survivors()).isEmpty();
    assertThat(running.text()).isEqualTo("early\n");
  }

  @Test
  void closeEndsAProgram() {
    Running running = Running.sh(folder, "echo $$; sleep 1000").awaitText("\n");
    running.close();
    assertThat(isGone(running.text())).isTrue();
  }

  @Test
  void anInterruptStopsTheProgram() {
    Running running = Running.sh(folder, "echo up; sleep 1000").awaitText("up");
    Thread.currentThread().interrupt();
    ChildEnd end = running.await();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(end.stopped()).isTrue();
    assertThat(end.signal()).hasValue(15);
  }

  @Test
  void keepsTheEndOfLongOutput() {
    ChildEnd end = Running.python(folder, "print('é' * 20000); print('the end')").await();
    assertThat(end.lastOutput().getBytes(StandardCharsets.UTF_8).length)
        .isBetween(OutputTail.SIZE - 3, OutputTail.SIZE);
    assertThat(end.lastOutput()).startsWith("é").endsWith("é\nthe end\n");
  }

  @Test
  void goesOnWhenNobodyReadsTheOutput() {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int single) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    ChildEnd end = Running.sh(folder, broken, "head -c 300000 /dev/zero; echo done").await();
    assertThat(end.isSuccess()).isTrue();
    assertThat(end.lastOutput()).endsWith("done\n");
  }

  @Test
  void stopsWhileItsOutputIsNotTaken() {
    CountDownLatch taken = new CountDownLatch(1);
    OutputStream stuck =
        new OutputStream() {
          @Override
          public void write(int single) throws IOException {
            try {
              taken.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          }
        };
    Running running = Running.sh(folder, stuck, "yes");
    running.stop();
    assertThat(running.await().stopped()).isTrue();
    taken.countDown();
  }
}
