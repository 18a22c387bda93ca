package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.IoReason;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads settings files, which are UTF-8 and never large. No message repeats their content. */
final class SmallFile {
  private SmallFile() {}

  /**
   * The text of a file, without a byte order mark.
   *
   * @param name the file as the user knows it, for messages
   */
  static String read(Path file, String name, int mostBytes) {
    byte[] bytes;
    try (InputStream input = Files.newInputStream(file)) {
      bytes = input.readNBytes(mostBytes + 1);
    } catch (NoSuchFileException e) {
      throw failure(
          "cannot read " + name + ": " + IoReason.of(e), "Make the file, or correct its path.");
    } catch (IOException e) {
      throw failure(
          "cannot read " + name + ": " + IoReason.of(e),
          "Check that it is a file and that this user may read it.");
    }
    if (bytes.length > mostBytes) {
      throw failure(
          name + " is larger than " + mostBytes / 1024 + " KiB",
          "Check that it is the file you mean.");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw failure(name + " is not UTF-8 text", "Save the file as UTF-8.");
    }
  }

  private static LockkeeperException failure(String message, String hint) {
    return LockkeeperException.because(ErrorCode.SETTINGS, message).hint(hint).build();
  }
}
