package dev.lockkeeper.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Programs that a build starts. */
final class Command {
  private Command() {}

  /** Runs a program with no more than the given variables, and fails unless it exits with 0. */
  static void run(Map<String, String> environment, List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      if (exit != 0) {
        throw new BuildException(
            "`" + String.join(" ", words) + "` failed with exit code " + exit + ":\n" + output);
      }
    } catch (IOException e) {
      throw new BuildException("cannot run " + words.get(0) + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuildException("interrupted while " + words.get(0) + " was running");
    }
  }

  /** The words in front of a program that shall see the folder as its root. */
  static List<String> inRoot(Path root) {
    return isRoot()
        ? List.of("/usr/sbin/chroot", root.toString())
        : List.of("/usr/bin/unshare", "--map-root-user", "--root=" + root);
  }

  /** Whether this program runs as root. */
  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
