package dev.lockkeeper.cli.doctor.pipeline;

import java.util.regex.Pattern;

/** Recognises the commands by which tools migrate a database. */
public final class MigrateCommand {
  private static final Pattern MIGRATE =
      Pattern.compile(
          "\\b(lockkeeper\\s+(.*\\s)?(up|migrate)\\b|manage\\.py\\s+migrate\\b|alembic\\s+(.*\\s)?upgrade\\b"
              + "|knex\\s+(.*\\s)?migrate:(latest|up)\\b|flyway\\s+(.*\\s)?migrate\\b"
              + "|(rails|rake)\\s+db:migrate\\b|prisma\\s+migrate\\s+deploy\\b"
              + "|liquibase\\s+(.*\\s)?update\\b|sequelize(-cli)?\\s+db:migrate\\b"
              + "|typeorm\\s+(.*\\s)?migration:run\\b|dbmate\\s+(.*\\s)?(up|migrate)\\b"
              + "|goose\\s+(.*\\s)?up\\b|node-pg-migrate\\s+(.*\\s)?up\\b|flask\\s+db\\s+upgrade\\b"
              + "|artisan\\s+migrate\\b|sqlx\\s+migrate\\s+run\\b)");
  private static final Pattern OWN_SCRIPT =
      Pattern.compile(
          "\\b(npm|yarn|pnpm)\\s+(run\\s+)?(db:)?migrat\\S*|\\bnode\\s+\\S*migrat\\S*\\.m?js\\b");
  private static final Pattern WITHOUT_LOCK =
      Pattern.compile("\\bmanage\\.py\\s+migrate\\b|\\balembic\\s+(.*\\s)?upgrade\\b");
  private static final Pattern UNDER_LOCK = Pattern.compile("\\blockkeeper\\s+(.*\\s)?run\\b");

  private MigrateCommand() {}

  /** Whether a command, in the notation of a shell or as a list of words, migrates. */
  public static boolean isIn(String command) {
    return MIGRATE.matcher(plain(command)).find();
  }

  /** The same, for a pipeline: there a script of the project's own counts by its name. */
  static boolean isInPipeline(String command) {
    return isIn(command) || OWN_SCRIPT.matcher(plain(command)).find();
  }

  /** Whether it is a command of a tool that takes no lock, and is not started under ours. */
  static boolean hasNoLock(String command) {
    String words = plain(command);
    return WITHOUT_LOCK.matcher(words).find() && !UNDER_LOCK.matcher(words).find();
  }

  private static String plain(String command) {
    return command.replaceAll("[\"',\\[\\]]+", " ").replaceAll("\\s+", " ");
  }
}
