package dev.lockkeeper.cli;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.IoReason;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Writes files that are not there yet. */
final class NewFiles {
  private NewFiles() {}

  static void write(Path file, String text) {
    makeFolder(file.getParent());
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static void makeFolder(@Nullable Path folder) {
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** Adds a line to an ignore file unless it is there; says whether it did. */
  static boolean ignore(Path file, String line) {
    try {
      String text = Files.exists(file) ? Files.readString(file) : "";
      if (text.lines().anyMatch(l -> l.strip().equals(line))) {
        return false;
      }
      String gap = text.isEmpty() || text.endsWith("\n") ? "" : "\n";
      Files.writeString(file, text + gap + line + "\n");
      return true;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static LockkeeperException failed(@Nullable Path file, IOException e) {
    return LockkeeperException.because(
            ErrorCode.FILE_UNREADABLE, file + " cannot be written: " + IoReason.of(e))
        .hint("Check that every folder of that path is one, and that this user may write there.")
        .cause(e)
        .build();
  }
}
