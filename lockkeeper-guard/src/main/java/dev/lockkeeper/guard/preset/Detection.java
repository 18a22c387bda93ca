package dev.lockkeeper.guard.preset;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Finds out from the files of a project which tools it uses. Looks at the project folder alone and
 * a few files below it, and never chooses between two.
 */
public final class Detection {
  private static final Pattern KNEXFILE = Pattern.compile("knexfile\\.[cm]?[jt]s");
  private static final Pattern CHANGELOG =
      Pattern.compile("(db\\.)?changelog([-.](master|root))?\\.(xml|ya?ml|json|sql)");
  private static final Pattern CHANGELOG_TEXT =
      Pattern.compile("databaseChangeLog|--\\s*liquibase formatted sql", Pattern.CASE_INSENSITIVE);
  private static final Pattern FLYWAY = Pattern.compile("flyway(\\.user)?\\.(toml|conf)");
  private static final Pattern ALEMBIC_TABLE =
      Pattern.compile("^\\s*\\[tool\\.alembic]", Pattern.MULTILINE);
  private static final Pattern NODE_PG_MIGRATE = Pattern.compile("\"node-pg-migrate\"\\s*:");
  private static final Pattern DBMATE = Pattern.compile("^--\\s*migrate:up", Pattern.MULTILINE);
  private static final String DBMATE_FOLDER = "db/migrations";

  private final Path project;
  private final List<Detected> found = new ArrayList<>();

  private Detection(Path project) {
    this.project = project;
  }

  /** All tools that the project seems to use, each once. None for a folder that is not there. */
  public static List<Detected> look(Path project) {
    Detection detection = new Detection(project);
    detection.django();
    detection.alembic();
    detection.named(Preset.KNEX, KNEXFILE);
    detection.named(Preset.FLYWAY, FLYWAY);
    detection.liquibase();
    detection.file(Preset.PRISMA, "prisma/schema.prisma");
    detection.text(
        Preset.NODE_PG_MIGRATE, "package.json", NODE_PG_MIGRATE, " names node-pg-migrate");
    detection.dbmate();
    return List.copyOf(detection.found);
  }

  /**
   * The one tool of the project; empty if nothing gives one away.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if there are several
   */
  public static Optional<Detected> one(Path project) {
    List<Detected> all = look(project);
    if (all.size() < 2) {
      return all.stream().findFirst();
    }
    throw LockkeeperException.because(
            ErrorCode.SETTINGS,
            "the project has the files of several tools: "
                + all.stream()
                    .map(one -> one.preset().title() + " (" + one.reason() + ")")
                    .collect(Collectors.joining(", ")))
        .databaseState("Nothing was changed.")
        .hint(
            "Name the one that is meant in lockkeeper.yaml, such as `tool: "
                + all.get(0).preset().id()
                + "`.")
        .build();
  }

  /** A script of that name that does not speak of Django may be anything. */
  private void django() {
    text(Preset.DJANGO, "manage.py", Pattern.compile("django|DJANGO"), "");
  }

  private void alembic() {
    file(Preset.ALEMBIC, "alembic.ini");
    text(Preset.ALEMBIC, "pyproject.toml", ALEMBIC_TABLE, " has [tool.alembic]");
  }

  private void liquibase() {
    file(Preset.LIQUIBASE, "liquibase.properties");
    for (String folder : List.of("", "db/changelog/", "src/main/resources/db/changelog/")) {
      for (String name : ProjectFiles.names(project.resolve(folder))) {
        if (CHANGELOG.matcher(name).matches()) {
          text(Preset.LIQUIBASE, folder + name, CHANGELOG_TEXT, "");
        }
      }
    }
  }

  private void dbmate() {
    for (String name : ProjectFiles.names(project.resolve(DBMATE_FOLDER))) {
      if (name.endsWith(".sql")) {
        text(Preset.DBMATE, DBMATE_FOLDER + "/" + name, DBMATE, " has -- migrate:up");
        return;
      }
    }
  }

  private void file(Preset preset, String name) {
    if (Files.isRegularFile(project.resolve(name))) {
      add(preset, name);
    }
  }

  private void named(Preset preset, Pattern pattern) {
    ProjectFiles.names(project).stream()
        .filter(name -> pattern.matcher(name).matches())
        .findFirst()
        .ifPresent(name -> file(preset, name));
  }

  private void text(Preset preset, String name, Pattern pattern, String about) {
    ProjectFiles.text(project.resolve(name))
        .filter(text -> pattern.matcher(text).find())
        .ifPresent(text -> add(preset, name + about));
  }

  private void add(Preset preset, String reason) {
    if (found.stream().noneMatch(one -> one.preset() == preset)) {
      found.add(new Detected(preset, reason));
    }
  }
}
