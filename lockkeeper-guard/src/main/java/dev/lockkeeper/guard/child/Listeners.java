package dev.lockkeeper.guard.child;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The sockets that accept connections to a port of 127.0.0.1, as Linux tells it: see proc_net(5)
 * for the tables, proc_pid_fd(5) for who has a socket. Immutable.
 *
 * @param inodes the numbers of the sockets
 */
record Listeners(Set<String> inodes) {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final String LISTENING = "0A";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /** 127.0.0.1 in the byte order of the tables, on machines of either kind, and mapped to IPv6. */
  private static final List<String> EXACT =
      List.of(
          "0100007F",
          "7F000001",
          "0000000000000000FFFF00000100007F",
          "00000000000000000000FFFF7F000001");

  private static final List<String> ANY = List.of("0".repeat(8), "0".repeat(32));

  /** The listeners on a port; empty where the system does not tell. */
  static Optional<Listeners> on(int port) {
    Set<String> exact = new HashSet<>();
    Set<String> any = new HashSet<>();
    boolean isKnown = false;
    for (Path table : TABLES) {
      try {
        for (String line : Files.readAllLines(table, StandardCharsets.ISO_8859_1)) {
          String[] fields = line.strip().split("\\s+", -1);
          if (fields.length > INODE && fields[STATE].equals(LISTENING)) {
            String suffix = String.format(Locale.ROOT, ":%04X", port);
            add(fields, EXACT, suffix, exact);
            add(fields, ANY, suffix, any);
          }
        }
        isKnown = true;
      } catch (IOException e) {
        // A system without IPv6 has only one of the tables.
      }
    }
    // A socket that is bound to the address itself is preferred to one for all addresses.
    return isKnown
        ? Optional.of(new Listeners(Set.copyOf(exact.isEmpty() ? any : exact)))
        : Optional.empty();
  }

  private static void add(
      String[] fields, List<String> addresses, String suffix, Set<String> found) {
    if (addresses.stream().anyMatch(address -> fields[ADDRESS].equals(address + suffix))) {
      found.add(fields[INODE]);
    }
  }

  /** Whether there are any, and all of them belong to some of the processes. */
  boolean areOf(Collection<ProcessHandle> processes) {
    Set<String> left = new HashSet<>();
    inodes.forEach(inode -> left.add("socket:[" + inode + "]"));
    processes.forEach(process -> left.removeAll(sockets(process)));
    return !inodes.isEmpty() && left.isEmpty();
  }

  private static List<String> sockets(ProcessHandle process) {
    List<String> targets = new ArrayList<>();
    Path folder = Path.of("/proc", String.valueOf(process.pid()), "fd");
    try (Stream<Path> descriptors = Files.list(folder)) {
      for (Path each : descriptors.toList()) {
        targets.add(Files.readSymbolicLink(each).toString());
      }
    } catch (IOException e) {
      // The process has ended meanwhile, or is not ours to look at.
    }
    return targets;
  }
}
