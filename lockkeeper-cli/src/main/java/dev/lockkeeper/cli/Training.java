package dev.lockkeeper.cli;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import javax.crypto.Mac;

/**
 * Loads the classes that commands use and ends. The launcher runs it to make the class-data archive
 * that later starts read instead of the jar; it has no other effect.
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

  /** A port that no server listens on, so that the driver gets as far as opening a socket. */
  private static final String NOWHERE = "jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1";

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
    MessageDigest.getInstance("SHA-256");
    Mac.getInstance("HmacSHA256");
    try {
      DriverManager.getConnection(NOWHERE).close();
    } catch (SQLException e) {
      // expected: the attempt alone has loaded the driver
    }
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
