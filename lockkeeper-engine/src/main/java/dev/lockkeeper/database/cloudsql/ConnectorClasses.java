package dev.lockkeeper.database.cloudsql;

import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the connector's classes: on the class path, or in a jar beside our own. That jar is not on
 * the class path, since the virtual machine would open it at every start.
 */
final class ConnectorClasses {
  private static final String BESIDE = "lockkeeper-cloud-sql.jar";

  private ConnectorClasses() {}

  /** What loads a class of the connector; empty if it is not installed. */
  static Optional<ClassLoader> loaderOf(String name) {
    ClassLoader ours = ConnectorClasses.class.getClassLoader();
    if (ours.getResource(name.replace('.', '/') + ".class") != null) {
      return Optional.of(ours);
    }
    return Optional.ofNullable(Beside.LOADER);
  }

  /** Made once, since the connector keeps its state in its classes; open as long as we live. */
  private static final class Beside {
    static final @Nullable ClassLoader LOADER = jar().map(Beside::loader).orElse(null);

    private static Optional<URL> jar() {
      CodeSource source = ConnectorClasses.class.getProtectionDomain().getCodeSource();
      if (source == null || source.getLocation() == null) {
        return Optional.empty();
      }
      try {
        Path jar = Path.of(source.getLocation().toURI()).resolveSibling(BESIDE);
        return Files.isRegularFile(jar) ? Optional.of(jar.toUri().toURL()) : Optional.empty();
      } catch (URISyntaxException
          | MalformedURLException
          | IllegalArgumentException
          | FileSystemNotFoundException e) {
        // Our classes are in no file, as in an application in one jar.
        return Optional.empty();
      }
    }

    private static ClassLoader loader(URL jar) {
      return new URLClassLoader(new URL[] {jar}, ConnectorClasses.class.getClassLoader());
    }
  }
}
