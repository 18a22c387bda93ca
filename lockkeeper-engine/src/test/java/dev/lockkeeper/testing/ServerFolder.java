package dev.lockkeeper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A server's data folder, socket folder and log in one temporary folder, and its process. */
final class ServerFolder {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path home;
  private final Path binaries;
  private final int port;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private Process process;

  private ServerFolder(Path home, Path binaries, int port) {
    this.home = home;
    this.binaries = binaries;
    this.port = port;
  }

  static ServerFolder create(int major, Map<String, String> serverSettings) {
    try {
      Path home = Files.createTempDirectory("lk");
      ServerFolder folder = new ServerFolder(home, PostgresBinaries.folder(major), freePort());
      Runtime.getRuntime().addShutdownHook(new Thread(folder::delete));
      folder.settings.put("max_connections", "100");
      folder.settings.put("fsync", "on");
      folder.settings.put("synchronous_commit", "on");
      folder.settings.put("listen_addresses", "127.0.0.1");
      folder.settings.put("unix_socket_directories", folder.socketFolder().toString());
      folder.settings.put("log_line_prefix", "%m [%p] %q%u@%d ");
      folder.settings.putAll(serverSettings);
      Files.createDirectory(folder.socketFolder());
      folder.initialise();
      folder.writeAccessRules(List.of());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  Path log() {
    return home.resolve("log");
  }

  Path socketFolder() {
    return home.resolve("s");
  }

  boolean isRunning() {
    return process != null && process.isAlive();
  }

  private Path data() {
    return home.resolve("data");
  }

  private void initialise() throws IOException {
    Process initdb =
        launch(
            "initdb",
            List.of("-D", data().toString(), "-U", TempPostgres.SUPERUSER, "-A", "trust").stream(),
            Stream.of("-E", "UTF8", "--locale=C.UTF-8", "-N"));
    await(() -> !initdb.isAlive(), "initdb to end");
    if (initdb.exitValue() != 0) {
      throw failure("initdb failed");
    }
  }

  void start() {
    List<String> options = new ArrayList<>(List.of("-D", data().toString(), "-p", "" + port));
    settings.forEach((name, value) -> options.addAll(List.of("-c", name + "=" + value)));
    try {
      process = launch("postgres", options.stream(), Stream.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await(() -> !process.isAlive() || isReady(), "the server to start");
    if (!process.isAlive()) {
      throw failure("the server did not start");
    }
  }

  private boolean isReady() {
    try {
      List<String> lines = Files.readAllLines(data().resolve("postmaster.pid"));
      return lines.size() >= 8
          && lines.get(0).equals(String.valueOf(process.pid()))
          && lines.get(7).startsWith("ready");
    } catch (IOException e) {
      return false;
    }
  }

  /** As root, PostgreSQL refuses to run; in an own user namespace it sees another user. */
  private Process launch(String program, Stream<String> first, Stream<String> second)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (Integer.valueOf(0).equals(Files.getAttribute(home, "unix:uid"))) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(binaries.resolve("bin").resolve(program).toString());
    Stream.concat(first, second).forEach(command::add);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  void writeAccessRules(List<String> first) {
    List<String> lines = new ArrayList<>(first);
    lines.add("local all " + TempPostgres.SCRAM_ROLE + " scram-sha-256");
    lines.add("host all " + TempPostgres.SCRAM_ROLE + " 127.0.0.1/32 scram-sha-256");
    lines.add("local all all trust");
    lines.add("host all all 127.0.0.1/32 trust");
    lines.add("local replication all trust");
    lines.add("host replication all 127.0.0.1/32 trust");
    try {
      Files.write(data().resolve("pg_hba.conf"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void reload() {
    String line = "received SIGHUP, reloading configuration files";
    long before = count(line);
    signal("HUP");
    await(() -> count(line) > before, "the server to reload");
  }

  private long count(String text) {
    try (Stream<String> lines = Files.lines(log())) {
      return lines.filter(line -> line.contains(text)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void stop() {
    if (isRunning()) {
      signal("INT");
      await(() -> !process.isAlive(), "the server to stop");
    }
  }

  /**
   * Stopped first, the main process starts no further ones that nobody would kill. One that is only
   * about to end may still hold the shared memory that a new server looks for.
   */
  void kill9() {
    signal("STOP");
    List<ProcessHandle> family = process.descendants().toList();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
    await(
        () ->
            !process.isAlive()
                && family.stream().map(ProcessHandle::pid).noneMatch(SystemProcess::isRunning),
        "processes to end");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
          .inheritIO()
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** May be called twice: by the test and by the JVM's exit. */
  synchronized void delete() {
    if (isRunning()) {
      kill9();
    }
    if (!Files.exists(home)) {
      return;
    }
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private IllegalStateException failure(String what) {
    try {
      return new IllegalStateException(what + ":\n" + Files.readString(log()));
    } catch (IOException e) {
      return new IllegalStateException(what, e);
    }
  }

  private void await(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw failure("waited too long for " + what);
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failure("interrupted while waiting for " + what);
      }
    }
  }

  /** Below the range that outgoing connections use, so that nobody takes it over a restart. */
  private static int freePort() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // taken: try another one
      }
    }
    throw new IllegalStateException("no free port");
  }
}
