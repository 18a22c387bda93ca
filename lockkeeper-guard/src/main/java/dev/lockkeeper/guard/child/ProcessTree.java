package dev.lockkeeper.guard.child;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A process and all that it has started. Descendants are remembered, since one whose parent has
 * ended is nobody's descendant any more; and where the system shows the environment of processes,
 * those are found that were never seen, by a variable that they have inherited. Thread-safe.
 */
final class ProcessTree {
  private static final Path SYSTEM = Path.of("/proc");
  private static final int LARGEST_ENVIRONMENT = 4 * 1024 * 1024;
  private static final Duration DEATH = Duration.ofSeconds(2);
  private static final long LONGEST_NAP_MILLIS = 50;
  private static final long LONGEST_CHANGE_MILLIS = 16;

  private final ProcessHandle root;
  private final String mark;
  private final Set<ProcessHandle> known = new LinkedHashSet<>();

  /**
   * @param mark a variable that no other process has, as {@code NAME=value}
   */
  ProcessTree(ProcessHandle root, String mark) {
    this.root = root;
    this.mark = mark;
    known.add(root);
  }

  /** Looks for new descendants, by their parents only. */
  synchronized void look() {
    known.removeIf(each -> !isRunning(each) && !each.equals(root));
    for (ProcessHandle each : List.copyOf(known)) {
      each.descendants().forEach(known::add);
    }
  }

  /** Every process of the tree that has not ended. */
  synchronized List<ProcessHandle> running() {
    look();
    if (Files.isDirectory(SYSTEM)) {
      addMarked();
    }
    return known.stream().filter(ProcessTree::isRunning).toList();
  }

  private void addMarked() {
    List<ProcessHandle> unclear =
        ProcessHandle.allProcesses()
            .filter(each -> !known.contains(each) && !each.equals(ProcessHandle.current()))
            .toList();
    unclear = addMarked(unclear);
    boolean interrupted = false;
    for (long nap = 1; !unclear.isEmpty() && nap <= LONGEST_CHANGE_MILLIS; nap *= 2) {
      interrupted |= !slept(nap);
      unclear = addMarked(unclear);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Adds those that have the mark. Returns the programs that show no variables at all, as each does
   * for a moment while it becomes another program.
   */
  private List<ProcessHandle> addMarked(List<ProcessHandle> processes) {
    List<ProcessHandle> bare = new ArrayList<>();
    for (ProcessHandle each : processes) {
      String variables = variables(each);
      if (variables.contains("\0" + mark + "\0")) {
        known.add(each);
      } else if (variables.length() <= 1 && isProgram(each)) {
        bare.add(each);
      }
    }
    return bare;
  }

  /**
   * Ends all of it: with SIGTERM, and what is still there after the grace with SIGKILL. An
   * interrupt does not shorten that. Returns whether all have ended; who waits for a dead disk has
   * not.
   */
  boolean end(Duration grace) {
    long start = System.nanoTime();
    Set<ProcessHandle> asked = new HashSet<>();
    boolean interrupted = false;
    long nap = 5;
    List<ProcessHandle> left = running();
    while (!left.isEmpty() && System.nanoTime() - start < grace.plus(DEATH).toNanos()) {
      boolean force = System.nanoTime() - start >= grace.toNanos();
      for (ProcessHandle each : left) {
        if (force) {
          each.destroyForcibly();
        } else if (asked.add(each)) {
          each.destroy();
        }
      }
      interrupted |= !slept(nap);
      nap = Math.min(2 * nap, LONGEST_NAP_MILLIS);
      left = running();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return left.isEmpty();
  }

  /** Waits until all have ended by themselves, at most for a time. An interrupt ends the wait. */
  List<ProcessHandle> awaitEnd(Duration most) {
    long start = System.nanoTime();
    List<ProcessHandle> left = running();
    long nap = 5;
    while (!left.isEmpty() && System.nanoTime() - start < most.toNanos()) {
      if (!slept(nap)) {
        Thread.currentThread().interrupt();
        return left;
      }
      nap = Math.min(2 * nap, LONGEST_NAP_MILLIS);
      left = running();
    }
    return left;
  }

  private static boolean slept(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** The program of a process, and its id. Not its arguments, which may hold anything. */
  static String name(ProcessHandle process) {
    String program =
        process
            .info()
            .command()
            .map(path -> String.valueOf(Path.of(path).getFileName()))
            .orElse("a process");
    return program + " (" + process.pid() + ")";
  }

  /** A process that has ended stays in the table, as a zombie, until its parent asks for it. */
  private static boolean isRunning(ProcessHandle process) {
    return process.isAlive() && !isZombie(process);
  }

  private static boolean isZombie(ProcessHandle process) {
    try (InputStream in = Files.newInputStream(file(process, "stat"))) {
      String stat = new String(in.readNBytes(4096), StandardCharsets.ISO_8859_1);
      int state = stat.lastIndexOf(')') + 2;
      return state < stat.length() && "ZX".indexOf(stat.charAt(state)) >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** With a NUL before each of them, and behind the last; nothing of a process that is not ours. */
  private static String variables(ProcessHandle process) {
    try (InputStream in = Files.newInputStream(file(process, "environ"))) {
      return "\0" + new String(in.readNBytes(LARGEST_ENVIRONMENT), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Threads of the system, and zombies, run no program. */
  private static boolean isProgram(ProcessHandle process) {
    try {
      Files.readSymbolicLink(file(process, "exe"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Path file(ProcessHandle process, String name) {
    return SYSTEM.resolve(String.valueOf(process.pid())).resolve(name);
  }
}
