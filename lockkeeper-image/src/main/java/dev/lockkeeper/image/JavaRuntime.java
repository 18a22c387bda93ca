package dev.lockkeeper.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The Java runtime of an image: the modules that Lockkeeper needs, and one program. */
final class JavaRuntime {
  /**
   * What our jars use, as jdeps tells, without {@code java.desktop}, which is named by classes that
   * no command reaches; and what is found at run time only: elliptic curves for TLS, DNS records
   * for names of Cloud SQL instances, the encodings of databases that are not UTF-8.
   */
  static final List<String> MODULES =
      List.of(
          "java.base",
          "java.compiler",
          "java.logging",
          "java.management",
          "java.naming",
          "java.net.http",
          "java.security.jgss",
          "java.sql",
          "java.xml",
          "jdk.charsets",
          "jdk.crypto.ec",
          "jdk.naming.dns",
          "jdk.net",
          "jdk.unsupported");

  /**
   * For other programs, for compilers and debuggers, or to start programs in a way we do not use.
   */
  private static final Set<String> UNUSED =
      Set.of("classlist", "jexec", "jrt-fs.jar", "jspawnhelper", "libjsig.so");

  private JavaRuntime() {}

  /** Puts the runtime below a root; one that was made before is taken from the cache. */
  static void install(Path jdk, Path cache, Path root) throws IOException {
    Path made = cache.resolve("runtime-" + key(jdk));
    if (!Files.isDirectory(made)) {
      Path aside = cache.resolve("runtime.new");
      Folders.delete(aside);
      Files.createDirectories(cache);
      link(jdk, aside);
      Files.move(aside, made, StandardCopyOption.ATOMIC_MOVE);
    }
    Folders.copy(made, Place.in(root, Place.HOME));
  }

  private static void link(Path jdk, Path target) throws IOException {
    Path jlink = jdk.resolve("bin/jlink");
    if (!Files.isExecutable(jlink)) {
      throw new BuildException(jdk + " has no bin/jlink; name a whole JDK with --jdk");
    }
    Command.run(
        Map.of(),
        List.of(
            jlink.toString(),
            "--add-modules",
            String.join(",", MODULES),
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--output",
            target.toString()));
    try (Stream<Path> files = Files.walk(target)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (isUnused(target.relativize(file))) {
          Files.delete(file);
        }
      }
    }
  }

  private static boolean isUnused(Path file) {
    return file.startsWith("bin")
        ? !file.endsWith("java")
        : UNUSED.contains(String.valueOf(file.getFileName()));
  }

  private static String key(Path jdk) throws IOException {
    String release = Files.readString(jdk.resolve("release"));
    return Digest.of((jdk.toRealPath() + release + MODULES + UNUSED.stream().sorted().toList()))
        .substring(0, 16);
  }
}
