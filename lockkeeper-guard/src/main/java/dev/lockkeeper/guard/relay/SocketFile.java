package dev.lockkeeper.guard.relay;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.IoReason;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of the relay's Unix socket, named as PostgreSQL names its own, in a folder that only its
 * owner may enter.
 */
record SocketFile(Path path) {
  /** What fits into a socket address, in bytes. */
  private static final int LONGEST_PATH = 107;

  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  /** Names the file and makes its folder, if it is not there. */
  static SocketFile in(Path folder, int port) {
    Path path = folder.toAbsolutePath().normalize().resolve(".s.PGSQL." + port);
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_PATH) {
      throw unusable(
          path,
          "its path has " + length + " bytes, and a Unix socket may have at most " + LONGEST_PATH,
          "Take a folder with a shorter path.",
          null);
    }
    try {
      makePrivate(path.getParent());
    } catch (IOException e) {
      throw unusable(path, IoReason.of(e), "Take a folder that this user may make and own.", e);
    }
    return new SocketFile(path);
  }

  private static void makePrivate(@Nullable Path folder) throws IOException {
    if (folder == null) {
      throw new IOException("it has no folder");
    }
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
    }
    if (!Files.getPosixFilePermissions(folder).equals(PRIVATE)) {
      throw unusable(
          folder,
          "others than its owner may enter it",
          "Run `chmod 700 " + folder + "`, or name a folder that does not exist yet.",
          null);
    }
  }

  /** Listens; takes the place of a file that a killed relay has left. */
  ServerSocketChannel listen(int backlog) {
    try {
      removeLeftOver();
      ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listener.bind(UnixDomainSocketAddress.of(path), backlog);
      return listener;
    } catch (IOException e) {
      throw unusable(path, IoReason.of(e), "Take another folder or another port.", e);
    }
  }

  private void removeLeftOver() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (isAnswered()) {
      throw unusable(
          path,
          "another server listens there",
          "Stop it, or take another folder or another port.",
          null);
    }
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw unusable(path, "it is no socket", "Remove it, or take another folder.", null);
    }
    Files.delete(path);
  }

  private boolean isAnswered() {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Removes the file. */
  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The next relay takes its place.
    }
  }

  private static LockkeeperException unusable(
      Path path, String reason, String hint, @Nullable Exception cause) {
    return LockkeeperException.because(
            ErrorCode.SETTINGS, "the relay cannot listen at " + path + ": " + reason)
        .databaseState("Nothing was changed.")
        .hint(hint)
        .cause(cause)
        .build();
  }
}
