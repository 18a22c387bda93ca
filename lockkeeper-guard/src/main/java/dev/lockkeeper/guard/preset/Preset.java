package dev.lockkeeper.guard.preset;

import dev.lockkeeper.foreign.Tool;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A migration tool whose commands Lockkeeper knows; {@link #COMMAND} is any other program. */
public enum Preset {
  DJANGO(Tool.DJANGO, "django_migrations"),
  ALEMBIC(Tool.ALEMBIC, "alembic_version"),
  KNEX(Tool.KNEX, "knex_migrations"),
  FLYWAY(Tool.FLYWAY, "flyway_schema_history"),
  LIQUIBASE(Tool.LIQUIBASE, "databasechangelog"),
  PRISMA(Tool.PRISMA, "_prisma_migrations"),
  NODE_PG_MIGRATE(Tool.NODE_PG_MIGRATE, "pgmigrations"),
  DBMATE(Tool.DBMATE, "schema_migrations"),
  COMMAND;

  private final Optional<Tool> history;
  private final Optional<String> table;

  Preset() {
    this.history = Optional.empty();
    this.table = Optional.empty();
  }

  Preset(Tool history, String table) {
    this.history = Optional.of(history);
    this.table = Optional.of(table);
  }

  /** The name in settings and options, such as {@code django}. */
  public String id() {
    return history.map(Tool::id).orElse("command");
  }

  /** The name in messages, such as {@code Django}. */
  public String title() {
    return history.map(Tool::title).orElse("This command");
  }

  /** Whose history it keeps; empty for {@link #COMMAND}. */
  public Optional<Tool> history() {
    return history;
  }

  /**
   * The tables that belong to the tool itself: its history and what it locks with.
   *
   * @param named the history table, if the project gives it another name, perhaps with a schema
   */
  public List<String> ownTables(Optional<String> named) {
    Optional<String> own = named.or(() -> table);
    if (own.isEmpty()) {
      return List.of();
    }
    return switch (this) {
      case KNEX -> List.of(own.get(), own.get() + "_lock");
      case LIQUIBASE -> List.of(own.get(), "databasechangeloglock");
      case DJANGO, ALEMBIC, FLYWAY, PRISMA, NODE_PG_MIGRATE, DBMATE, COMMAND -> List.of(own.get());
    };
  }

  /**
   * The words that start it in a project: what is installed in the project, such as {@code
   * venv/bin/alembic} or {@code node_modules/.bin/knex}, else its name. Empty for {@link #COMMAND}.
   */
  public List<String> program(Path project) {
    return DefaultProgram.of(this, project);
  }

  /**
   * Its commands.
   *
   * @param program the words that start it, perhaps with options that every command needs
   * @param project the folder that it is started in
   */
  public ToolCommands commands(List<String> program, Path project) {
    List<String> words = List.copyOf(program);
    return switch (this) {
      case DJANGO -> new DjangoCommands(words);
      case ALEMBIC -> new AlembicCommands(words);
      case KNEX -> new KnexCommands(words, project);
      case FLYWAY -> new FlywayCommands(words);
      case LIQUIBASE -> new LiquibaseCommands(words);
      case PRISMA -> new PrismaCommands(words, project);
      case NODE_PG_MIGRATE -> new NodePgMigrateCommands(words, project);
      case DBMATE -> new DbmateCommands(words);
      case COMMAND -> new PlainCommands(words);
    };
  }

  /** The preset with this name, or nothing. */
  public static Optional<Preset> of(String id) {
    return Arrays.stream(values()).filter(preset -> preset.id().equals(id)).findFirst();
  }

  /** The names of all, for messages. */
  public static String names() {
    return Arrays.stream(values()).map(Preset::id).collect(Collectors.joining(", "));
  }
}
