package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.JavaMigration;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.SourceFolder;
import dev.lockkeeper.settings.FolderLayout;
import dev.lockkeeper.settings.ScriptVariables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads every migration of a project into a {@link Catalog}. Immutable, thread-safe. */
public final class MigrationSource {
  private final List<ScriptFolder> folders;
  private final List<JavaMigration> javaMigrations;
  private final boolean allowEmpty;
  private final Optional<FolderLayout> layout;
  private final ScriptVariables variables;

  /**
   * Migrations in folders whose layout is detected.
   *
   * @param folders where the scripts are
   * @param javaMigrations the migrations written in Java
   * @param allowEmpty whether it is in order to find nothing
   */
  public MigrationSource(
      List<ScriptFolder> folders, List<JavaMigration> javaMigrations, boolean allowEmpty) {
    this(folders, javaMigrations, allowEmpty, Optional.empty());
  }

  /**
   * Migrations in folders of a given layout.
   *
   * @param folders where the scripts are
   * @param javaMigrations the migrations written in Java
   * @param allowEmpty whether it is in order to find nothing
   * @param layout how the files of every folder are named; empty to detect it for each
   */
  public MigrationSource(
      List<ScriptFolder> folders,
      List<JavaMigration> javaMigrations,
      boolean allowEmpty,
      Optional<FolderLayout> layout) {
    this(folders, javaMigrations, allowEmpty, layout, ScriptVariables.NONE);
  }

  /**
   * Migrations in folders of a given layout, whose scripts may name variables.
   *
   * @param folders where the scripts are
   * @param javaMigrations the migrations written in Java
   * @param allowEmpty whether it is in order to find nothing
   * @param layout how the files of every folder are named; empty to detect it for each
   * @param variables what scripts get for the variables that they name
   */
  public MigrationSource(
      List<ScriptFolder> folders,
      List<JavaMigration> javaMigrations,
      boolean allowEmpty,
      Optional<FolderLayout> layout,
      ScriptVariables variables) {
    this.folders = List.copyOf(folders);
    this.javaMigrations = List.copyOf(javaMigrations);
    this.allowEmpty = allowEmpty;
    this.layout = layout;
    this.variables = variables;
  }

  /**
   * The layout that a folder has, if nobody names another.
   *
   * @throws LockkeeperException with {@link ErrorCode#LAYOUT} if its files are of several layouts
   */
  public static FolderLayout detectLayout(ScriptFolder folder) {
    return Layouts.detect(folder.files());
  }

  /**
   * Reads the folders.
   *
   * @throws LockkeeperException with an {@code INVALID} code that names the file: duplicate
   *     versions, a down without an up, a file that cannot be read, is empty or is not UTF-8, files
   *     of several layouts in one folder, or nothing at all
   */
  public Catalog read() {
    List<Migration> migrations = new ArrayList<>();
    List<SourceFolder> places = new ArrayList<>();
    for (ScriptFolder folder : folders) {
      List<ScriptFile> files = folder.files();
      FolderLayout chosen = layout.orElseGet(() -> Layouts.detect(files));
      places.add(new SourceFolder(folder.display(), chosen.id()));
      migrations.addAll(Layouts.of(chosen, variables).migrations(files));
    }
    for (JavaMigration code : javaMigrations) {
      migrations.add(JavaMigrations.migration(code));
    }
    refuseDuplicates(migrations);
    Catalog catalog = Catalog.of(migrations, places);
    if (migrations.isEmpty() && !allowEmpty) {
      throw LockkeeperException.because(
              ErrorCode.FOLDER_EMPTY, "there is no migration in " + catalog.places())
          .hint(
              "Write the first one with `lockkeeper new NAME`, name the right folder with --dir, or"
                  + " say `allow-empty: true` in lockkeeper.yaml if this is intended.")
          .build();
    }
    return catalog;
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
