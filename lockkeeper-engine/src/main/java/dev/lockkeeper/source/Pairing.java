package dev.lockkeeper.source;

import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts the up and the down of each version together. Not thread-safe. */
final class Pairing {
  private final String upForm;
  private final Map<Version, Pair> pairs = new LinkedHashMap<>();

  /**
   * @param upForm what the file of an up is called, with {@code <version>} and {@code <name>} for
   *     its parts
   */
  Pairing(String upForm) {
    this.upForm = upForm;
  }

  /** The pair of a version; the first file that asks for it names it. */
  Pair pair(Version version, String name) {
    return pairs.computeIfAbsent(version, v -> new Pair(v, name, upForm));
  }

  /** Every migration, in the order in which the files named them first. */
  List<Migration> migrations() {
    List<Migration> migrations = new ArrayList<>(pairs.size());
    for (Pair pair : pairs.values()) {
      migrations.add(pair.migration());
    }
    return migrations;
  }
}
