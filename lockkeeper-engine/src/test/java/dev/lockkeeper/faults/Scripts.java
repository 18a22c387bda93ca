package dev.lockkeeper.faults;

import dev.lockkeeper.testing.MigrationFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Numbered up scripts, written into a folder in the order in which they are added. */
final class Scripts {
  private final List<String> texts = new ArrayList<>();

  Scripts add(String... statements) {
    texts.add(String.join("\n", statements) + "\n");
    return this;
  }

  int size() {
    return texts.size();
  }

  List<String> versions() {
    List<String> versions = new ArrayList<>();
    for (int i = 1; i <= texts.size(); i++) {
      versions.add("%04d".formatted(i));
    }
    return versions;
  }

  /** Writes the first scripts. */
  void write(Path folder, int count) {
    MigrationFolder migrations = new MigrationFolder(folder);
    for (int i = 0; i < count; i++) {
      migrations.file(versions().get(i) + "_step.up.sql", texts.get(i));
    }
  }
}
