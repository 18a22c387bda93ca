package dev.lockkeeper.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Stream;

/** Versions of new migrations: the time in UTC, a second later than any that is there. */
final class Timestamps {
  private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  private Timestamps() {}

  static String next(Path folder) {
    LocalDateTime time = LocalDateTime.now(ZoneOffset.UTC);
    while (isTaken(folder, FORM.format(time))) {
      time = time.plusSeconds(1);
    }
    return FORM.format(time);
  }

  private static boolean isTaken(Path folder, String version) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> String.valueOf(file.getFileName()).contains(version + "_"));
    } catch (IOException e) {
      return false;
    }
  }
}
