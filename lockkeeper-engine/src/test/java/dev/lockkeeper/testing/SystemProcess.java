package dev.lockkeeper.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process as the system's table has it. */
public final class SystemProcess {
  private SystemProcess() {}

  /**
   * Whether a process works or is about to end. One that has ended stays in the table, as a zombie,
   * until its parent asks for it, which in a container may be never; it holds nothing any more.
   */
  public static boolean isRunning(long pid) {
    try {
      String state = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return !state.substring(state.lastIndexOf(')')).startsWith(") Z");
    } catch (IOException e) {
      return false;
    }
  }
}
