package dev.lockkeeper.extension;

import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A jar in the folder of our own, with libraries that not everybody wants near a database. It is
 * not on the class path, since the virtual machine would open it at every start; it is opened when
 * something of it is asked for, and stays open as long as we live. Thread-safe.
 */
public final class JarBeside {
  /** One loader for each jar, since libraries keep their state in their classes. */
  private static final Map<String, Optional<ClassLoader>> LOADERS = new ConcurrentHashMap<>();

  private final String name;

  /**
   * @param name the jar's file name
   */
  public JarBeside(String name) {
    this.name = name;
  }

  /**
   * What loads a class: our own loader if it is on the class path, else one for the jar; empty if
   * neither has it or the jar is not there.
   */
  public Optional<ClassLoader> loaderOf(String className) {
    String file = className.replace('.', '/') + ".class";
    ClassLoader ours = JarBeside.class.getClassLoader();
    return ours.getResource(file) != null
        ? Optional.of(ours)
        : loader().filter(loader -> loader.getResource(file) != null);
  }

  /** The first implementation of a service on the class path, else in the jar. */
  public <S> Optional<S> service(Class<S> type) {
    return services(type).stream().findFirst();
  }

  /** The implementations of a service on the class path; where there is none, those in the jar. */
  public <S> List<S> services(Class<S> type) {
    List<S> found = all(type, JarBeside.class.getClassLoader());
    return found.isEmpty() ? loader().map(loader -> all(type, loader)).orElse(found) : found;
  }

  private static <S> List<S> all(Class<S> type, ClassLoader loader) {
    return ServiceLoader.load(type, loader).stream().map(ServiceLoader.Provider::get).toList();
  }

  private Optional<ClassLoader> loader() {
    return LOADERS.computeIfAbsent(name, JarBeside::open);
  }

  private static Optional<ClassLoader> open(String name) {
    return file(name)
        .map(jar -> new URLClassLoader(new URL[] {jar}, JarBeside.class.getClassLoader()));
  }

  private static Optional<URL> file(String name) {
    CodeSource source = JarBeside.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      Path jar = Path.of(source.getLocation().toURI()).resolveSibling(name);
      return Files.isRegularFile(jar) ? Optional.of(jar.toUri().toURL()) : Optional.empty();
    } catch (URISyntaxException
        | MalformedURLException
        | IllegalArgumentException
        | FileSystemNotFoundException e) {
      // Our classes are in no file, as in an application in one jar.
      return Optional.empty();
    }
  }
}
