package dev.lockkeeper.guard.child;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** A program of a test, and what it prints. */
final class Running implements AutoCloseable {
  private static final Duration GRACE = Duration.ofMillis(400);

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Child child;
  private Optional<Duration> limit = Optional.empty();
  private volatile boolean stop;

  private Running(
      Path folder, Map<String, String> inherited, Optional<OutputStream> to, String... words) {
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.putAll(inherited);
    OutputStream out = to.orElse(printed);
    this.child =
        Child.start(
            ChildCommand.find(List.of(words), folder, variables),
            ChildEnvironment.of(
                variables,
                Example.relay(),
                Map.of(),
                Example.given(),
                UUID.randomUUID().toString()),
            OutputMask.of(Example.given(), Example.relay(), variables, List.of()),
            out,
            out);
  }

  /** Starts a script of the shell. */
  static Running sh(Path folder, String script) {
    return new Running(folder, Map.of(), Optional.empty(), "sh", "-c", script);
  }

  /** Starts a script of the shell with more variables. */
  static Running sh(Path folder, Map<String, String> inherited, String script) {
    return new Running(folder, inherited, Optional.empty(), "sh", "-c", script);
  }

  /** Starts a script of the shell that prints to a stream. */
  static Running sh(Path folder, OutputStream to, String script) {
    return new Running(folder, Map.of(), Optional.of(to), "sh", "-c", script);
  }

  /** Starts a script of Python. */
  static Running python(Path folder, String script) {
    return new Running(folder, Map.of(), Optional.empty(), "python3", "-c", script);
  }

  Running limit(Duration most) {
    limit = Optional.of(most);
    return this;
  }

  /** Asks it to stop, as a signal does. */
  void stop() {
    stop = true;
  }

  ChildEnd await() {
    return child.await(new ChildLimits(limit, GRACE), () -> stop);
  }

  byte[] bytes() {
    return printed.toByteArray();
  }

  String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Waits until it has printed something. */
  Running awaitText(String text) {
    until(() -> text().contains(text));
    return this;
  }

  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited too long");
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    child.close();
  }
}
