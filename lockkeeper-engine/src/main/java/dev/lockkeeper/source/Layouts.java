package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.settings.FolderLayout;
import dev.lockkeeper.settings.ScriptVariables;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells from its files how a folder is laid out. Names decide; only where they are the same for
 * several tools, the marks in the first such file do.
 */
final class Layouts {
  private static final Pattern GOOSE = Pattern.compile("(?im)^[ \\t]*--[ \\t]*\\+goose[ \\t]");
  private static final Pattern DBMATE = Pattern.compile("(?m)^[ \\t]*-- *migrate:(?:up|down)\\b");
  private static final Pattern NODE_PG_MIGRATE =
      Pattern.compile("(?im)^[ \\t]*--[ \\t-]*(?:up|down)[ \\t]+migration\\b");

  /** The layouts that know no file for one direction alone. */
  private static final Set<FolderLayout> ONE_FILE_ALONE =
      EnumSet.of(FolderLayout.GOOSE, FolderLayout.NODE_PG_MIGRATE, FolderLayout.LIQUIBASE);

  private Layouts() {}

  /**
   * The reader of a layout.
   *
   * @param variables what scripts get for the variables that they name
   */
  static Layout of(FolderLayout layout, ScriptVariables variables) {
    return switch (layout) {
      case LOCKKEEPER, GOLANG_MIGRATE, DBMATE -> new NativeLayout();
      case SQLX -> new SqlxLayout();
      case PRISMA -> new PrismaLayout();
      case DIESEL -> new DieselLayout();
      case GOOSE ->
          new SectionedLayout(
              "goose", GooseMarks.CODE, (file, text) -> GooseMarks.cut(file, text, variables));
      case NODE_PG_MIGRATE ->
          new SectionedLayout("node-pg-migrate", NodePgMigrateMarks.CODE, NodePgMigrateMarks::cut);
      case FLYWAY -> new FlywayLayout();
      case LIQUIBASE -> new LiquibaseLayout();
    };
  }

  /**
   * The layout of a folder.
   *
   * @param files every file of the folder
   * @throws LockkeeperException with {@link ErrorCode#LAYOUT} if the files are of several layouts
   */
  static FolderLayout detect(List<ScriptFile> files) {
    Map<FolderLayout, ScriptFile> found = new EnumMap<>(FolderLayout.class);
    ScriptFile single = null;
    boolean pairs = false;
    for (ScriptFile file : files) {
      FolderLayout layout = byName(file);
      if (layout != null) {
        found.putIfAbsent(layout, file);
      }
      if (layout == FolderLayout.LOCKKEEPER) {
        boolean isPair = isPair(file.name());
        pairs |= isPair;
        single = single == null && !isPair ? file : single;
      }
    }
    requireOne(found);
    if (found.isEmpty()) {
      return byFirstLine(files);
    }
    FolderLayout layout = found.keySet().iterator().next();
    return layout == FolderLayout.LOCKKEEPER && single != null
        ? byMarks(single, pairs, files)
        : layout;
  }

  /** Liquibase gives names no form; the first line of a changelog tells. */
  private static FolderLayout byFirstLine(List<ScriptFile> files) {
    return files.stream()
        .filter(ScriptFile::isSql)
        .findFirst()
        .filter(file -> LiquibaseChangelog.HEAD.matcher(file.read()).find())
        .map(file -> FolderLayout.LIQUIBASE)
        .orElse(FolderLayout.LOCKKEEPER);
  }

  /** What a name says; nothing for a file that may lie in a folder of any layout. */
  private static @Nullable FolderLayout byName(ScriptFile file) {
    String name = file.name();
    if (name.isEmpty()) {
      return null;
    }
    char first = name.charAt(0);
    if (Character.isDigit(first)) {
      return file.isSql() ? FolderLayout.LOCKKEEPER : null;
    }
    return switch (name) {
      case "migration.sql", "migration_lock.toml" -> FolderLayout.PRISMA;
      case "up.sql" -> isNumbered(file.parent()) ? FolderLayout.DIESEL : null;
      default -> isFlyway(name, file.isSql()) ? FolderLayout.FLYWAY : null;
    };
  }

  private static boolean isNumbered(String folder) {
    return !folder.isEmpty() && Character.isDigit(folder.charAt(0));
  }

  private static boolean isFlyway(String name, boolean isSql) {
    return isSql
        && name.contains("__")
        && (name.startsWith("R__")
            || (name.length() > 1
                && "VUB".indexOf(name.charAt(0)) >= 0
                && Character.isDigit(name.charAt(1))));
  }

  private static boolean isPair(String name) {
    return name.endsWith(".up.sql") || name.endsWith(".down.sql");
  }

  private static void requireOne(Map<FolderLayout, ScriptFile> found) {
    if (found.size() > 1) {
      List<Map.Entry<FolderLayout, ScriptFile>> all = List.copyOf(found.entrySet());
      throw ambiguous(
          all.get(0).getValue(), all.get(0).getKey(), all.get(1).getValue(), all.get(1).getKey());
    }
  }

  private static LockkeeperException ambiguous(
      ScriptFile first, FolderLayout firstLayout, ScriptFile second, FolderLayout secondLayout) {
    return LockkeeperException.because(
            ErrorCode.LAYOUT,
            first.display()
                + " is written as in the layout "
                + firstLayout.id()
                + ", and "
                + second.display()
                + " as in "
                + secondLayout.id())
        .at(Place.of(second.display()))
        .hint(
            "Name the layout with `layout:` in lockkeeper.yaml; or give each tool's files a folder"
                + " of their own, and list the folders under `dirs:`.")
        .build();
  }

  /** Several tools name one file for both directions alike. */
  private static FolderLayout byMarks(ScriptFile single, boolean pairs, List<ScriptFile> files) {
    FolderLayout layout = marked(single.read());
    if (pairs && ONE_FILE_ALONE.contains(layout)) {
      ScriptFile pair =
          files.stream().filter(file -> isPair(file.name())).findFirst().orElseThrow();
      throw ambiguous(pair, FolderLayout.LOCKKEEPER, single, layout);
    }
    if (layout == FolderLayout.SQLX) {
      boolean unmarked =
          !pairs
              && files.stream()
                  .filter(file -> byName(file) == FolderLayout.LOCKKEEPER)
                  .allMatch(file -> marked(file.read()) == FolderLayout.SQLX);
      return unmarked ? FolderLayout.SQLX : FolderLayout.LOCKKEEPER;
    }
    return layout;
  }

  /** What the marks of a file say; without any, it is a way up alone, as sqlx has it. */
  private static FolderLayout marked(String text) {
    if (LiquibaseChangelog.HEAD.matcher(text).find()) {
      return FolderLayout.LIQUIBASE;
    }
    if (DBMATE.matcher(text).find()) {
      return FolderLayout.LOCKKEEPER;
    }
    if (GOOSE.matcher(text).find()) {
      return FolderLayout.GOOSE;
    }
    return NODE_PG_MIGRATE.matcher(text).find() ? FolderLayout.NODE_PG_MIGRATE : FolderLayout.SQLX;
  }
}
