package dev.lockkeeper.rehearsal.scratch;

import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's programs, unpacked once for each user and version. */
final class Binaries {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

  /** PostgreSQL's programs are linked against this loader of the GNU C library. */
  private static final Path LOADER = Path.of("/lib64/ld-linux-x86-64.so.2");

  private Binaries() {}

  /** Refuses a build that leaves the programs out, as that of the container images. */
  static void requireShipped(@Nullable URL archive) {
    if (archive == null) {
      throw Failures.settings(
          "this build of Lockkeeper has no embedded PostgreSQL",
          "Container images leave it out.",
          null);
    }
  }

  /** Where the programs are in this build; null if it leaves them out. */
  static @Nullable URL archive() {
    return Binaries.class.getResource(ARCHIVE);
  }

  /** The programs; unpacked at first use. */
  static Programs programs(StateFolder state, Consumer<String> progress) {
    requireSystem(System.getProperty("os.name"), System.getProperty("os.arch"), LOADER);
    String version = version();
    String name = "postgres-" + version + "-linux-amd64";
    Path home = cache(System.getenv()).orElse(state.path());
    Path folder = home.resolve(name);
    try {
      if (!Files.isDirectory(folder)) {
        unpack(home, name, () -> progress.accept("Unpacking PostgreSQL " + version + " ..."));
      }
      return new Programs(folder);
    } catch (IOException e) {
      throw StateFolder.unusable(home, e);
    }
  }

  /** Says which system this is if PostgreSQL does not ship for it. */
  static void requireSystem(String system, String processor, Path loader) {
    boolean amd64 = processor.equals("amd64") || processor.equals("x86_64");
    if (!system.equals("Linux") || !amd64) {
      throw unsupported(system + " on " + processor);
    }
    if (!Files.exists(loader)) {
      throw unsupported("Linux without the GNU C library (" + loader + ")");
    }
  }

  private static LockkeeperException unsupported(String system) {
    return Failures.settings(
        "there is no embedded PostgreSQL for " + system + "; it ships for Linux on amd64 only",
        "",
        null);
  }

  /** The major version, which is also the first line of a data folder's {@code PG_VERSION}. */
  static String majorVersion() {
    String version = version();
    return version.substring(0, version.indexOf('.'));
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = Binaries.class.getResourceAsStream("postgres.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  /** A private folder of the user; none if the user has no home, or if others could write to it. */
  static Optional<Path> cache(Map<String, String> environment) {
    String xdg = environment.get("XDG_CACHE_HOME");
    String home = environment.get("HOME");
    if (isAbsolute(xdg)) {
      return usable(Path.of(String.valueOf(xdg), "lockkeeper"));
    }
    return isAbsolute(home)
        ? usable(Path.of(String.valueOf(home), ".cache", "lockkeeper"))
        : Optional.empty();
  }

  private static boolean isAbsolute(@Nullable String path) {
    return path != null && path.startsWith("/");
  }

  private static Optional<Path> usable(Path folder) {
    try {
      StateFolder.makePrivate(folder);
      boolean ours = Files.getAttribute(folder, "unix:uid").equals(StateFolder.userId());
      return ours && Files.isWritable(folder) ? Optional.of(folder) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void unpack(Path home, String name, Runnable announce) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                home.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      Path folder = home.resolve(name);
      if (!lock.isValid() || Files.isDirectory(folder)) {
        return;
      }
      announce.run();
      try (DirectoryStream<Path> halfMade = Files.newDirectoryStream(home, name + ".new*")) {
        for (Path old : halfMade) {
          StateFolder.delete(old);
        }
      }
      Path aside = Files.createTempDirectory(home, name + ".new");
      try (InputStream archive = Binaries.class.getResourceAsStream(ARCHIVE)) {
        Archive.unpack(Objects.requireNonNull(archive), aside);
      }
      Files.move(aside, folder, StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
