package dev.lockkeeper.guard.preset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The words that start a tool where the settings do not say them. */
final class DefaultProgram {
  private static final List<String> PYTHON_FOLDERS = List.of("venv/bin/", ".venv/bin/", "env/bin/");
  private static final List<String> NODE_FOLDERS = List.of("node_modules/.bin/");

  private DefaultProgram() {}

  static List<String> of(Preset preset, Path project) {
    return switch (preset) {
      case DJANGO -> django(project);
      case ALEMBIC -> List.of(installed(project, PYTHON_FOLDERS, "alembic").orElse("alembic"));
      case KNEX, PRISMA, NODE_PG_MIGRATE -> node(project, preset.id());
      case DBMATE -> List.of(installed(project, NODE_FOLDERS, "dbmate").orElse("dbmate"));
      case FLYWAY, LIQUIBASE -> List.of(preset.id());
      case COMMAND -> List.of();
    };
  }

  private static List<String> django(Path project) {
    String python = installed(project, PYTHON_FOLDERS, "python").orElse("python3");
    return Files.isRegularFile(project.resolve("manage.py"))
        ? List.of(python, "manage.py")
        : List.of(python, "-m", "django");
  }

  /** Without an installation npx looks further, and must not fetch one. */
  private static List<String> node(Path project, String name) {
    return installed(project, NODE_FOLDERS, name)
        .map(List::of)
        .orElseGet(() -> List.of("npx", "--no-install", name));
  }

  private static Optional<String> installed(Path project, List<String> folders, String name) {
    Stream<String> places = folders.stream().map(folder -> folder + name);
    return places.filter(place -> Files.isExecutable(project.resolve(place))).findFirst();
  }
}
