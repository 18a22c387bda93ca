package dev.lockkeeper.settings;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which secrets a run has read, each with the number of its version; never what they hold. It grows
 * while secrets are read, also when scripts name variables that refer to one. Thread-safe.
 */
public final class UsedSecrets {
  private final Set<String> versions = new TreeSet<>();

  /** Notes that a secret was read, such as {@code sm://orders/db-password/7}. */
  public synchronized void add(String version) {
    versions.add(version);
  }

  /** All of them so far, in their order. */
  public synchronized List<String> list() {
    return List.copyOf(versions);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UsedSecrets secrets && secrets.list().equals(list());
  }

  @Override
  public int hashCode() {
    return list().hashCode();
  }

  @Override
  public String toString() {
    return list().toString();
  }
}
