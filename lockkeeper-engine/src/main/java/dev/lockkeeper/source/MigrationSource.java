package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.JavaMigration;
import dev.lockkeeper.migration.Migration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads every migration of a project into a {@link Catalog}. Immutable, thread-safe. */
public final class MigrationSource {
  private final List<ScriptFolder> folders;
  private final List<JavaMigration> javaMigrations;
  private final boolean allowEmpty;

  /**
   * @param folders where the scripts are
   * @param javaMigrations the migrations written in Java
   * @param allowEmpty whether it is in order to find nothing
   */
  public MigrationSource(
      List<ScriptFolder> folders, List<JavaMigration> javaMigrations, boolean allowEmpty) {
    this.folders = List.copyOf(folders);
    this.javaMigrations = List.copyOf(javaMigrations);
    this.allowEmpty = allowEmpty;
  }

  /**
   * Reads the folders.
   *
   * @throws LockkeeperException with an {@code INVALID} code that names the file: duplicate
   *     versions, a down without an up, a file that cannot be read, is empty or is not UTF-8, or
   *     nothing at all
   */
  public Catalog read() {
    List<Migration> migrations = new ArrayList<>();
    List<String> places = new ArrayList<>();
    for (ScriptFolder folder : folders) {
      places.add(folder.display());
      migrations.addAll(new NativeLayout(folder.scripts()).migrations());
    }
    for (JavaMigration code : javaMigrations) {
      migrations.add(JavaMigrations.migration(code));
    }
    refuseDuplicates(migrations);
    if (migrations.isEmpty() && !allowEmpty) {
      throw LockkeeperException.because(
              ErrorCode.FOLDER_EMPTY, "there is no migration in " + String.join(", ", places))
          .hint(
              "Write the first one with `lockkeeper new NAME`, name the right folder with --dir, or"
                  + " say `allow-empty: true` in lockkeeper.yaml if this is intended.")
          .build();
    }
    return Catalog.of(migrations, places);
  }

  private static void refuseDuplicates(List<Migration> migrations) {
    Map<Object, Migration> seen = new HashMap<>();
    for (Migration migration : migrations) {
      Migration other = seen.put(migration.version(), migration);
      if (other != null) {
        throw duplicate(migration.version().toString(), other.up().file(), migration.up().file());
      }
    }
  }

  static LockkeeperException duplicate(String version, String first, String second) {
    return LockkeeperException.because(
            ErrorCode.DUPLICATE_VERSION,
            "two migrations have the version " + version + ": " + first + " and " + second)
        .hint("Rename the one that is not applied anywhere yet, with a later version.")
        .build();
  }
}
