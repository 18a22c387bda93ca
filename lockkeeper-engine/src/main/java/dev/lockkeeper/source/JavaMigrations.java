package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.JavaBody;
import dev.lockkeeper.migration.JavaMigration;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Version;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds migrations written in Java. */
public final class JavaMigrations {
  private static final String BUILD = "Build the jar first, or correct the path.";

  private JavaMigrations() {}

  /**
   * Loads every {@link JavaMigration} that the jars or folders of classes offer as a service. The
   * class loader stays open, since the migrations need it.
   *
   * @throws LockkeeperException with {@link ErrorCode#JAVA_MIGRATION} if a path does not exist or a
   *     class cannot be made
   */
  public static List<JavaMigration> load(List<Path> classpath) {
    if (classpath.isEmpty()) {
      return List.of();
    }
    URL[] urls = new URL[classpath.size()];
    for (int i = 0; i < urls.length; i++) {
      Path path = classpath.get(i);
      if (!Files.exists(path)) {
        throw invalid("the class path names " + path + ", which does not exist", BUILD, null);
      }
      try {
        urls[i] = path.toUri().toURL();
      } catch (MalformedURLException e) {
        throw invalid("the class path names " + path + ", which cannot be opened", BUILD, e);
      }
    }
    return load(new URLClassLoader(urls, JavaMigration.class.getClassLoader()));
  }

  /** Loads every {@link JavaMigration} that a class loader offers as a service. */
  public static List<JavaMigration> load(ClassLoader loader) {
    List<JavaMigration> found = new ArrayList<>();
    try {
      ServiceLoader.load(JavaMigration.class, loader).forEach(found::add);
    } catch (ServiceConfigurationError e) {
      throw invalid(
          "a Java migration cannot be loaded: " + e.getMessage(),
          "A Java migration is a public class with a public constructor without parameters, named"
              + " in META-INF/services/dev.lockkeeper.migration.JavaMigration.",
          e);
    }
    return found;
  }

  static Migration migration(JavaMigration code) {
    String type = code.getClass().getName();
    if (!Version.isVersion(code.version())) {
      throw invalid(
          type + " has the version `" + code.version() + "`, which is not a number",
          "Let version() give numbers, with dots between them if there are several, such as"
              + " 20260217120000.",
          null);
    }
    if (!code.name().matches("[A-Za-z0-9_.-]+")) {
      throw invalid(
          type + " has the name `" + code.name() + "`, which is not one",
          "Let name() give letters, digits, dots, - and _, such as create_users.",
          null);
    }
    return new Migration(
        Version.of(code.version()),
        code.name(),
        code.phase(),
        List.of(),
        Optional.empty(),
        new JavaBody(code, Direction.UP),
        code instanceof JavaMigration.Reversible
            ? Optional.of(new JavaBody(code, Direction.DOWN))
            : Optional.empty());
  }

  private static LockkeeperException invalid(
      String message, String hint, @Nullable Throwable cause) {
    return LockkeeperException.because(ErrorCode.JAVA_MIGRATION, message)
        .hint(hint)
        .cause(cause)
        .build();
  }
}
