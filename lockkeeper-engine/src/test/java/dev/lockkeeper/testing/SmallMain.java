package dev.lockkeeper.testing;

import dev.lockkeeper.Lockkeeper;

/** Migrates in a JVM of its own: a JDBC URL, a folder, and what to do. */
public final class SmallMain {
  private SmallMain() {}

  public static void main(String[] arguments) {
    Lockkeeper lockkeeper = Lockkeeper.builder().url(arguments[0]).folder(arguments[1]).build();
    int count =
        arguments[2].equals("up")
            ? lockkeeper.up().migrations().size()
            : lockkeeper.status().size();
    System.out.println(count);
  }
}
