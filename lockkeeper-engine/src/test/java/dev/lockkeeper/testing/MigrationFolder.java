package dev.lockkeeper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder of migrations that a test writes. */
public final class MigrationFolder {
  private final Path folder;

  public MigrationFolder(Path folder) {
    this.folder = folder;
  }

  public Path path() {
    return folder;
  }

  /** Writes any file into the folder. */
  public MigrationFolder file(String name, String text) {
    return bytes(name, text.getBytes(StandardCharsets.UTF_8));
  }

  public MigrationFolder bytes(String name, byte[] bytes) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public MigrationFolder delete(String name) {
    try {
      Files.delete(folder.resolve(name));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the two files of a migration. */
  public MigrationFolder pair(String version, String name, String up, String down) {
    return file(version + "_" + name + ".up.sql", up)
        .file(version + "_" + name + ".down.sql", down);
  }

  /** Writes many small migrations, each of one table and one index. */
  public MigrationFolder tables(int from, int count) {
    for (int i = from; i < from + count; i++) {
      String table = "t_%05d".formatted(i);
      pair(
          "%014d".formatted(20260101000000L + i),
          "create_" + table,
          "CREATE TABLE %s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);\nCREATE INDEX %s_name ON %s (name);\n"
              .formatted(table, table, table),
          "DROP TABLE " + table + ";\n");
    }
    return this;
  }
}
