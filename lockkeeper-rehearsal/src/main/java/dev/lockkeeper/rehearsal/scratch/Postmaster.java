package dev.lockkeeper.rehearsal.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The server process over a project's data folder. Used inside the {@link Gate} only. */
record Postmaster(StateFolder state, Programs programs) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PORTS_TO_TRY = 5;

  /** What a running server says about itself in {@code postmaster.pid}. */
  private record Running(long pid, int port, boolean ready) {}

  /** Returns the port of the running server, or starts one. */
  int ensureRunning(Consumer<String> progress) {
    Optional<Running> running = settled(null);
    if (running.isPresent()) {
      return running.get().port();
    }
    progress.accept("Starting PostgreSQL " + Binaries.majorVersion() + " ...");
    for (int attempt = 1; ; attempt++) {
      Process process = launch(freePort());
      Optional<Running> started = settled(process);
      if (started.isPresent()) {
        return started.get().port();
      }
      String log = tail(state.log());
      if (attempt == PORTS_TO_TRY || !log.contains("Address already in use")) {
        throw Failures.unreachable(
            "the embedded PostgreSQL did not start:\n" + log,
            "The whole log is " + state.log() + ".");
      }
    }
  }

  /** Ends all sessions, flushes the data and waits for the end of the process. */
  void stop() {
    Optional<Running> running = running();
    if (running.isEmpty()) {
      return;
    }
    String pid = String.valueOf(running.get().pid());
    programs.run(state.log(), "pg_ctl", List.of("kill", "INT", pid), "");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (running().isPresent()) {
      pause(deadline, "stop");
    }
  }

  private Process launch(int port) {
    try {
      Files.deleteIfExists(state.log());
      forgetReusedProcessId();
    } catch (IOException e) {
      throw StateFolder.unusable(state.log(), e);
    }
    return programs.launch(
        state.log(),
        "postgres",
        List.of(
            "-D",
            state.data().toString(),
            "-p",
            String.valueOf(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "fsync=on",
            "-c",
            "synchronous_commit=on"));
  }

  /**
   * The running server once it is ready. A server that is just starting or stopping is waited for;
   * empty if there is none in the end.
   */
  private Optional<Running> settled(@Nullable Process started) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<Running> running = running();
      boolean coming = started != null && started.isAlive();
      if (running.isPresent() ? running.get().ready() : !coming) {
        return running;
      }
      pause(deadline, "become ready");
    }
  }

  private void pause(long deadline, String what) {
    if (System.nanoTime() > deadline) {
      throw Failures.unreachable(
          "the embedded PostgreSQL did not " + what + " within " + PATIENCE.toSeconds() + " s",
          "See its log, " + state.log() + ".");
    }
    try {
      Thread.sleep(3);
    } catch (InterruptedException e) {
      throw Failures.interrupted();
    }
  }

  /** The file survives a crash and process ids are used again, so it alone proves nothing. */
  private Optional<Running> running() {
    try {
      List<String> lines = Files.readAllLines(pidFile());
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      long pid = Long.parseLong(lines.get(0).trim());
      if (!worksInDataFolder(pid)) {
        return Optional.empty();
      }
      boolean ready = lines.size() >= 8 && lines.get(7).startsWith("ready");
      return Optional.of(
          new Running(pid, ready ? Integer.parseInt(lines.get(3).trim()) : 0, ready));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** A server's working folder is its data folder, and no other program's is. */
  private boolean worksInDataFolder(long pid) throws IOException {
    Path workingFolder = Path.of("/proc", String.valueOf(pid), "cwd");
    return Files.exists(workingFolder) && Files.isSameFile(workingFolder, state.data());
  }

  /**
   * PostgreSQL refuses to start as long as any process has the id in its old {@code
   * postmaster.pid}, which is common where ids start anew, as in a container.
   */
  private void forgetReusedProcessId() throws IOException {
    try {
      long pid = Long.parseLong(Files.readAllLines(pidFile()).get(0).trim());
      if (ProcessHandle.of(pid).isPresent() && !worksInDataFolder(pid)) {
        Files.delete(pidFile());
      }
    } catch (NoSuchFileException e) {
      // nothing ran here, or it ended in order
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      Files.delete(pidFile());
    }
  }

  private Path pidFile() {
    return state.data().resolve("postmaster.pid");
  }

  /** The last lines of a log. */
  static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    } catch (IOException e) {
      return "(" + e + ")";
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
