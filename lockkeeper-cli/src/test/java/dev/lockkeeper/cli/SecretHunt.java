package dev.lockkeeper.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at the arguments and the environment of all processes that Lockkeeper has started, again
 * and again, for a secret.
 */
final class SecretHunt implements AutoCloseable {
  private final String secret;
  private final Set<Long> seen = ConcurrentHashMap.newKeySet();
  private final Set<String> found = ConcurrentHashMap.newKeySet();
  private final Thread hunter = new Thread(this::hunt, "secret-hunt");
  private volatile boolean over;

  SecretHunt(String secret) {
    this.secret = secret;
    hunter.start();
  }

  private void hunt() {
    while (!over) {
      ProcessHandle.current().descendants().forEach(this::look);
    }
  }

  private void look(ProcessHandle process) {
    Path folder = Path.of("/proc", Long.toString(process.pid()));
    for (String file : List.of("environ", "cmdline")) {
      try {
        String text = Files.readString(folder.resolve(file), StandardCharsets.ISO_8859_1);
        if (text.contains("LOCKKEEPER_RUN_ID=")) {
          seen.add(process.pid());
        }
        if (text.contains(secret)) {
          found.add(file + " of process " + process.pid());
        }
      } catch (IOException e) {
        // It has ended meanwhile.
      }
    }
  }

  /** How many processes of runs were seen. */
  int seen() {
    return seen.size();
  }

  /** Where the secret was. */
  Set<String> found() {
    return found;
  }

  @Override
  public void close() {
    over = true;
    try {
      hunter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
