package dev.lockkeeper.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The program of an image. It is no shell script, since an image from scratch has no shell: its
 * first line names the virtual machine, which the kernel starts in its place. So the process is
 * Java from the start, with its signals and its exit code.
 */
final class Launcher {
  /**
   * As in the launcher of the distribution: for a program that runs for a second. And programs are
   * started by fork, since the usual way needs another program, which the C library of the image
   * that it is copied into would have to load.
   */
  static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-XX:TieredStopAtLevel=1",
          "-Dsun.reflect.inflationThreshold=1000000",
          "-Djdk.lang.Process.launchMechanism=FORK",
          "-Xshare:auto",
          "-Xlog:disable",
          "-Xlog:all=error:stderr");

  private static final String MAIN = "dev.lockkeeper.cli.Script";

  private Launcher() {}

  /** Writes the program and what it starts the virtual machine with. */
  static void write(Path root) throws IOException {
    Files.writeString(
        Place.in(root, Place.PROGRAM), "#!" + Place.JAVA + " @" + Place.ARGUMENTS + "\n");
    Files.writeString(
        Place.in(root, Place.ARGUMENTS),
        String.join("\n", FLAGS)
            + "\n-XX:SharedArchiveFile="
            + Place.ARCHIVE
            + "\n--class-path\n"
            + Place.JAR
            + "\n"
            + MAIN
            + "\n");
  }
}
