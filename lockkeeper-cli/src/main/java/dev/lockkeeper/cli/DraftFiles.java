package dev.lockkeeper.cli;

import static java.util.stream.Collectors.joining;

import dev.lockkeeper.settings.FolderLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The files of a new migration, as the layout of its folder names and marks them. A folder is taken
 * for sqlx's where it has no ways down, so that the new one has none either.
 */
final class DraftFiles {
  private DraftFiles() {}

  /** The files to write and their texts, in the order in which they are told. */
  static Map<Path, String> of(
      FolderLayout layout, Path folder, String version, SafeColumn.Draft draft) {
    String title = version + "_" + draft.name();
    Path own = folder.resolve(title);
    return switch (layout) {
      case LOCKKEEPER, GOLANG_MIGRATE ->
          two(folder.resolve(title + ".up.sql"), folder.resolve(title + ".down.sql"), draft);
      case SQLX -> Map.of(folder.resolve(title + ".sql"), draft.up());
      case PRISMA -> two(own.resolve("migration.sql"), own.resolve("down.sql"), draft);
      case DIESEL -> two(own.resolve("up.sql"), own.resolve("down.sql"), draft);
      case FLYWAY -> {
        String name = version + "__" + draft.name() + ".sql";
        yield two(folder.resolve("V" + name), folder.resolve("U" + name), draft);
      }
      case DBMATE -> one(folder, title, "-- migrate:up", "-- migrate:down", draft);
      case GOOSE -> one(folder, title, "-- +goose Up", "-- +goose Down", draft);
      case NODE_PG_MIGRATE -> one(folder, title, "-- Up Migration", "-- Down Migration", draft);
      case LIQUIBASE -> Map.of(folder.resolve(title + ".sql"), changelog(version, draft));
    };
  }

  /** A file of its own, which runs after those with names of the same form. */
  private static String changelog(String version, SafeColumn.Draft draft) {
    return "--liquibase formatted sql\n\n--changeset "
        + draft.name()
        + ":"
        + version
        + "\n"
        + draft.up()
        + draft.down().lines().map(line -> "--rollback " + line + "\n").collect(joining());
  }

  private static Map<Path, String> two(Path up, Path down, SafeColumn.Draft draft) {
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(up, draft.up());
    files.put(down, draft.down());
    return files;
  }

  private static Map<Path, String> one(
      Path folder, String title, String up, String down, SafeColumn.Draft draft) {
    Path file = folder.resolve(title + ".sql");
    return Map.of(file, up + "\n" + draft.up() + "\n" + down + "\n" + draft.down());
  }
}
