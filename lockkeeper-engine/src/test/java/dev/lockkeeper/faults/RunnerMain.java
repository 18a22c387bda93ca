package dev.lockkeeper.faults;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.run.RunReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Applies migrations in a process of its own: arguments are the address, the folder and the temper.
 * Begins when a byte arrives on its standard input, and says on its standard output how it ended.
 */
public final class RunnerMain {
  static final String READY = "ready";

  private RunnerMain() {}

  /** Runs once. */
  public static void main(String[] arguments) throws IOException {
    say(READY);
    if (System.in.read() < 0) {
      throw new IOException("whoever started this process is gone");
    }
    try {
      RunReport report =
          Lockkeeper.builder()
              .url(arguments[0])
              .folder(arguments[1])
              .settings(Temper.valueOf(arguments[2]).settings())
              .build()
              .up(UpRequest.ALL);
      say(Ending.of(report).line());
    } catch (LockkeeperException e) {
      say(Ending.of(e).line());
    }
    System.exit(0);
  }

  private static void say(String line) {
    System.out.write((line + "\n").getBytes(StandardCharsets.UTF_8), 0, line.length() + 1);
    System.out.flush();
  }
}
