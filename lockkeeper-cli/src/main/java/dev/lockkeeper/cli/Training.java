package dev.lockkeeper.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import javax.crypto.Mac;

/**
 * Loads the classes that commands use and ends. The launcher runs it to learn what belongs into the
 * class-data archive that later starts read instead of the jar; it has no other effect.
 */
public final class Training {
  /** What commands use at every start; the rest of the jar is for rare occasions. */
  private static final List<String> PACKAGES =
      List.of(
          "dev/lockkeeper/",
          "org/postgresql/",
          "org/snakeyaml/",
          "com/fasterxml/jackson/",
          "com/ongres/",
          "picocli/");

  /** A port that no server listens on: a command gets as far as opening a socket. */
  private static final String NOWHERE = "postgres://nobody@127.0.0.1:1/none?connectTimeout=1";

  private Training() {}

  /** Takes no arguments. */
  public static void main(String[] arguments)
      throws IOException, URISyntaxException, GeneralSecurityException {
    Path jar = Path.of(Training.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (JarFile file = new JarFile(jar.toFile())) {
      file.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class") && PACKAGES.stream().anyMatch(name::startsWith))
          .forEach(Training::load);
    }
    Mac.getInstance("HmacSHA256");
    rehearse();
  }

  /** Runs commands that fail early, for the sake of the classes behind them. */
  private static void rehearse() throws IOException {
    Path folder = Files.createTempDirectory("lockkeeper-training");
    Path script = folder.resolve("migrations").resolve("1_one.up.sql");
    try {
      Files.createDirectories(folder.resolve("migrations"));
      Files.writeString(script, "-- lockkeeper: lock-timeout=1s\nCREATE TABLE one (id int);\n");
      for (String output : List.of("text", "json")) {
        for (String command : List.of("up", "status", "plan")) {
          run(folder, command, "--url", NOWHERE, "-o", output);
        }
      }
      run(folder, "--help");
    } finally {
      Files.deleteIfExists(script);
      Files.deleteIfExists(folder.resolve("migrations"));
      Files.deleteIfExists(folder);
    }
  }

  private static void run(Path folder, String... arguments) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    new Main(Map.of(), folder, nowhere, nowhere).run(arguments);
  }

  private static void load(String entry) {
    String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
    try {
      Class.forName(name, false, Training.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      // needs a library that we do not ship; then no command uses it either
    }
  }
}
