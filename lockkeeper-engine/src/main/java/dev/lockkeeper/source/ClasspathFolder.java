package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * A folder on the class path: in a directory, a jar, or a jar inside a jar where the class loader
 * serves {@code jar:} addresses. Immutable, thread-safe.
 */
public final class ClasspathFolder implements ScriptFolder {
  private final String name;
  private final ClassLoader loader;

  /**
   * @param name the folder's path from the root of the class path, such as {@code db/migrations}
   * @param loader where to look
   */
  public ClasspathFolder(String name, ClassLoader loader) {
    this.name = name.replaceAll("^/+|/+$", "");
    this.loader = loader;
  }

  @Override
  public String display() {
    return "classpath:" + name;
  }

  @Override
  public List<ScriptFile> files() {
    try {
      List<ScriptFile> files = new ArrayList<>();
      List<URL> places = Collections.list(loader.getResources(name));
      for (URL place : places) {
        URLConnection connection = place.openConnection();
        if (connection instanceof JarURLConnection jar) {
          collect(jar, files);
        } else if (place.getProtocol().equals("file")) {
          Path folder = Path.of(new URI(place.toString()));
          files.addAll(new DiskFolder(folder, display()).files());
        }
      }
      if (places.isEmpty()) {
        throw LockkeeperException.because(
                ErrorCode.FOLDER_MISSING, "there is no " + display() + " on the class path")
            .hint("Check the folder's name; it is given from the root of the class path.")
            .build();
      }
      return files;
    } catch (IOException | URISyntaxException e) {
      throw LockkeeperException.because(
              ErrorCode.FILE_UNREADABLE, display() + " cannot be read: " + e.getMessage())
          .hint("Check that the jar is whole and was not replaced while the program runs.")
          .cause(e)
          .build();
    }
  }

  private void collect(JarURLConnection connection, List<ScriptFile> files) throws IOException {
    connection.setUseCaches(false);
    String folder = connection.getEntryName() + "/";
    try (JarFile jar = connection.getJarFile()) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        String path = entry.getName();
        if (path.startsWith(folder) && !entry.isDirectory() && !path.contains("/.")) {
          files.add(new Resource(name, path.substring(folder.length()), loader));
        }
      }
    }
  }

  private record Resource(String folder, String path, ClassLoader loader) implements ScriptFile {

    @Override
    public String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public String display() {
      return "classpath:" + folder + "/" + path;
    }

    @Override
    public String read() {
      try (InputStream input = loader.getResourceAsStream(folder + "/" + path)) {
        if (input == null) {
          throw new IOException("it is gone");
        }
        return ScriptText.decode(display(), input.readAllBytes());
      } catch (IOException e) {
        throw LockkeeperException.because(
                ErrorCode.FILE_UNREADABLE, display() + " cannot be read: " + e.getMessage())
            .hint("Check that the jar is whole and was not replaced while the program runs.")
            .cause(e)
            .build();
      }
    }
  }
}
