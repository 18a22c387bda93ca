package dev.lockkeeper.rehearsal.scratch;

import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code .lockkeeper} of a project and what lies where in it. Only its owner may look.
 */
record StateFolder(Path path) {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  /** Makes the folder, private and hidden from git, if it is not there. */
  static StateFolder of(Path projectFolder) {
    Path path = projectFolder.toAbsolutePath().normalize().resolve(".lockkeeper");
    try {
      makePrivate(path);
      requireOwner(path);
      Path ignore = path.resolve(".gitignore");
      if (!Files.exists(ignore)) {
        Files.writeString(ignore, "*\n");
      }
      return new StateFolder(path.toRealPath());
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  /** PostgreSQL only works on data of the user it runs as, and root must not take it over. */
  private static void requireOwner(Path path) throws IOException {
    if (!Files.getAttribute(path, "unix:uid").equals(userId())) {
      throw Failures.settings(
          path + " belongs to the user " + Files.getOwner(path) + ", who does not run this command",
          "Run it as that user, or delete the folder.",
          null);
    }
  }

  Path gate() {
    return path.resolve("postgres.lock");
  }

  Path users() {
    return path.resolve("users");
  }

  Path data() {
    return path.resolve("postgres");
  }

  Path password() {
    return path.resolve("postgres-password");
  }

  Path log() {
    return path.resolve("postgres.log");
  }

  /** The user who runs this process, as the system's number. */
  static int userId() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  /** Makes a folder that only its owner may use, or takes those rights from others. */
  static void makePrivate(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder.getParent());
      try {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
      } catch (FileAlreadyExistsException e) {
        // another command made it at the same moment; the next line checks what it is
      }
    }
    if (!Files.getPosixFilePermissions(folder).equals(PRIVATE)) {
      Files.setPosixFilePermissions(folder, PRIVATE);
    }
  }

  /** Deletes a folder with all it holds; what vanishes meanwhile is no error. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The failure of anything that reads or writes in the given place. */
  static LockkeeperException unusable(Path place, IOException cause) {
    return Failures.settings(
        "the embedded PostgreSQL cannot use " + place + ": " + cause,
        "Check that you own this place and that its disk has room.",
        cause);
  }
}
