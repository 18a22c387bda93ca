package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.IoReason;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A folder on disk, with its subfolders. Immutable, thread-safe. */
public final class DiskFolder implements ScriptFolder {
  private static final int DEEPEST = 32;

  private final Path folder;
  private final String display;

  /**
   * @param folder the folder
   * @param display the folder as the user would name it
   */
  public DiskFolder(Path folder, String display) {
    this.folder = folder;
    this.display = display;
  }

  @Override
  public String display() {
    return display;
  }

  @Override
  public List<ScriptFile> files() {
    if (!Files.isDirectory(folder)) {
      throw LockkeeperException.because(
              ErrorCode.FOLDER_MISSING,
              "the migrations folder "
                  + display
                  + (Files.exists(folder) ? " is a file" : " does not exist"))
          .hint("Make it with `lockkeeper init`, or name the right one with --dir or `dirs:`.")
          .build();
    }
    List<ScriptFile> files = new ArrayList<>();
    collect(folder, "", 0, files);
    files.sort(Comparator.comparing(ScriptFile::display));
    return files;
  }

  private void collect(Path folder, String path, int depth, List<ScriptFile> files) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        String inside = path + name;
        String shown = display + "/" + inside;
        if (name.startsWith(".")) {
          continue;
        }
        if (name.toLowerCase(Locale.ROOT).endsWith(".sql")) {
          files.add(new DiskFile(entry, name, shown, inside));
        } else if (Files.isDirectory(entry)) {
          requireNotTooDeep(shown, depth);
          collect(entry, inside + "/", depth + 1, files);
        } else {
          files.add(new DiskFile(entry, name, shown, inside));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw unreadable(path.isEmpty() ? display : display + "/" + path, e);
    }
  }

  private static void requireNotTooDeep(String shown, int depth) {
    if (depth == DEEPEST) {
      throw LockkeeperException.because(
              ErrorCode.FILE_UNREADABLE,
              "the folder " + shown + " lies more than " + DEEPEST + " levels deep")
          .at(Place.of(shown))
          .hint("Move the scripts up. If a symbolic link leads back to a folder above, remove it.")
          .build();
    }
  }

  private static LockkeeperException notAFile(String display, boolean isFolder) {
    return LockkeeperException.because(
            ErrorCode.FILE_UNREADABLE,
            display + (isFolder ? " is a folder" : " is no file") + " with the name of a script")
        .at(Place.of(display))
        .hint(
            isFolder
                ? "Give the folder a name that does not end in .sql, or move it elsewhere."
                : "Put a regular file in its place, or move it elsewhere.")
        .build();
  }

  private static LockkeeperException unreadable(String display, Exception cause) {
    return LockkeeperException.because(
            ErrorCode.FILE_UNREADABLE, display + " cannot be read: " + IoReason.of(cause))
        .at(Place.of(display))
        .hint("Check that it exists and that this user may read it.")
        .cause(cause)
        .build();
  }

  private record DiskFile(Path file, String name, String display, String path)
      implements ScriptFile {

    @Override
    public String read() {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
          throw notAFile(display, attributes.isDirectory());
        }
        if (attributes.size() > ScriptText.LONGEST) {
          throw LockkeeperException.because(
                  ErrorCode.FILE_UNREADABLE, display + " is larger than 256 MiB")
              .at(Place.of(display))
              .hint("Load large data with a tool for it, or split the file.")
              .build();
        }
        return ScriptText.decode(display, bytes((int) attributes.size()));
      } catch (IOException e) {
        throw unreadable(display, e);
      }
    }

    /** Not more than was seen to be there: a file may grow without end while it is read. */
    private byte[] bytes(int size) throws IOException {
      ByteBuffer buffer = ByteBuffer.allocate(size);
      try (SeekableByteChannel channel = Files.newByteChannel(file)) {
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      }
      return Arrays.copyOf(buffer.array(), buffer.position());
    }
  }
}
