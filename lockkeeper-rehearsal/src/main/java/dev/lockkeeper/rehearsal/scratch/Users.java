package dev.lockkeeper.rehearsal.scratch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who uses a project's server now: one marker file for each, locked as long as its owner lives, so
 * that the marker of a killed process is seen to be void. Used inside the {@link Gate} only.
 */
final class Users {
  /**
   * Names the markers of this process. Their files must not be opened to look at their locks:
   * closing such a file would drop every lock that this process has on it.
   */
  private static final String PROCESS =
      ProcessHandle.current().pid()
          + "-"
          + ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(0L)
          + "-";

  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final Path folder;

  Users(Path folder) {
    this.folder = folder;
  }

  /** One user's marker. */
  record Marker(Path file, FileChannel channel) {}

  /** Marks the caller as a user. */
  Marker join() {
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve(PROCESS + NUMBERS.incrementAndGet());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.lock();
      return new Marker(file, channel);
    } catch (IOException e) {
      throw StateFolder.unusable(folder, e);
    }
  }

  /** Takes the marker away. */
  void leave(Marker marker) {
    try {
      Files.deleteIfExists(marker.file());
      marker.channel().close();
    } catch (IOException e) {
      throw StateFolder.unusable(folder, e);
    }
  }

  /** Whether anybody uses the server; void markers are swept away. */
  boolean any() {
    boolean any = false;
    try (DirectoryStream<Path> markers = Files.newDirectoryStream(folder)) {
      for (Path marker : markers) {
        any |= isAlive(marker);
      }
      return any;
    } catch (IOException e) {
      throw StateFolder.unusable(folder, e);
    }
  }

  private static boolean isAlive(Path marker) throws IOException {
    if (marker.getFileName().toString().startsWith(PROCESS)) {
      return true;
    }
    try (FileChannel channel = FileChannel.open(marker, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        return true;
      }
      Files.deleteIfExists(marker);
      return false;
    }
  }
}
