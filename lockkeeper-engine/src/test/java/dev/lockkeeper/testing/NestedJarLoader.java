package dev.lockkeeper.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.jar.JarFile;

/**
 * Serves a jar inside a jar the way launchers of fat jars do: through addresses of its own, {@code
 * jar:nested:…!/…!/…}, whose connections are {@link JarURLConnection}s.
 */
public final class NestedJarLoader extends ClassLoader {
  private final Path inner;
  private final String address;

  /** Unpacks the inner jar beside the outer one. */
  public NestedJarLoader(Path outer, String entry, Path workFolder) throws IOException {
    super(null);
    this.address = outer.toUri() + "!/" + entry;
    this.inner = Files.createTempFile(workFolder, "inner", ".jar");
    try (JarFile jar = new JarFile(outer.toFile());
        InputStream content = jar.getInputStream(jar.getEntry(entry))) {
      Files.write(inner, content.readAllBytes());
    }
  }

  @Override
  protected URL findResource(String name) {
    try (JarFile jar = new JarFile(inner.toFile())) {
      return jar.getEntry(name) == null ? null : url(name);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected Enumeration<URL> findResources(String name) {
    URL url = findResource(name);
    return url == null
        ? Collections.emptyEnumeration()
        : Collections.enumeration(Collections.singleton(url));
  }

  private URL url(String name) throws MalformedURLException {
    return new URL(
        "jar",
        "",
        -1,
        "nested:" + address + "!/" + name,
        new URLStreamHandler() {
          @Override
          protected URLConnection openConnection(URL url) throws IOException {
            return new Connection(inner, name);
          }
        });
  }

  private static final class Connection extends JarURLConnection {
    private final Path jar;
    private final String name;

    Connection(Path jar, String name) throws MalformedURLException {
      super(new URL("jar:" + jar.toUri() + "!/" + name));
      this.jar = jar;
      this.name = name;
    }

    @Override
    public JarFile getJarFile() throws IOException {
      return new JarFile(jar.toFile());
    }

    @Override
    public InputStream getInputStream() throws IOException {
      JarFile file = getJarFile();
      return new ByteArrayInputStream(file.getInputStream(file.getEntry(name)).readAllBytes());
    }

    @Override
    public void connect() {
      // Nothing to connect to: every reader opens the file itself.
    }
  }
}
