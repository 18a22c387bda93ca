package dev.lockkeeper.foreign;

import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Version;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the rows of a tool's history. */
final class ForeignHistory {
  private static final Pattern NUMBER_AND_NAME = Pattern.compile("(\\d+)_(.+)");

  private ForeignHistory() {}

  /**
   * What the tool calls applied, oldest first.
   *
   * @throws LockkeeperException with {@link ErrorCode#DIRTY_HISTORY} if something in it failed or
   *     has not ended
   */
  static List<ForeignMigration> read(Session session, ForeignTable table) {
    Reading reading = look(session, table);
    if (reading.unfinished().isPresent()) {
      throw dirty(table, reading.unfinished().get());
    }
    return reading.applied();
  }

  /**
   * What a history says.
   *
   * @param applied what the tool calls applied, oldest first
   * @param unfinished the first that failed or has not ended, if there is one
   */
  record Reading(List<ForeignMigration> applied, Optional<String> unfinished) {}

  /** The same without a judgement. */
  static Reading look(Session session, ForeignTable table) {
    List<ForeignMigration> migrations = new ArrayList<>();
    String unfinished = null;
    for (Result.Row row : rows(session, table)) {
      if (!row.text(6).equals("failed")) {
        migrations.add(migration(table.tool(), row));
      } else if (unfinished == null) {
        unfinished = row.text(0);
      }
    }
    return new Reading(migrations, Optional.ofNullable(unfinished));
  }

  private static List<Result.Row> rows(Session session, ForeignTable table) {
    try {
      return session.last(HistoryQuery.of(table)).rows();
    } catch (ServerException e) {
      if (!e.sqlState().equals("42501")) {
        throw e;
      }
      throw LockkeeperException.because(
              ErrorCode.PERMISSION, table.display() + " cannot be read: " + e.getMessage())
          .sqlState(e.sqlState())
          .databaseState("Nothing was changed.")
          .hint("Let its owner run: GRANT SELECT ON " + table.sql() + " TO the role of this run.")
          .cause(e)
          .build();
    }
  }

  private static ForeignMigration migration(Tool tool, Result.Row row) {
    String key = row.text(0);
    Matcher matcher = NUMBER_AND_NAME.matcher(key);
    boolean split = tool.keepsWholeNames() && matcher.matches();
    return new ForeignMigration(
        Version.read(split ? matcher.group(1) : key),
        split ? matcher.group(2) : row.text(1),
        time(row),
        text(row, 3),
        row.number(4),
        text(row, 5),
        row.text(6).equals("up-to"));
  }

  private static Optional<Instant> time(Result.Row row) {
    return row.isNull(2)
        ? Optional.empty()
        : Optional.of(Instant.EPOCH.plus(row.number(2), ChronoUnit.MICROS));
  }

  private static Optional<String> text(Result.Row row, int column) {
    return row.isNull(column) ? Optional.empty() : Optional.of(row.text(column));
  }

  /** The failure of a run that left a migration of the tool unfinished. */
  static LockkeeperException halfApplied(ForeignTable table, String what) {
    return LockkeeperException.because(ErrorCode.HALF_APPLIED, notFinished(table, what))
        .databaseState("Part of " + what + " may be applied; what came before it is.")
        .hint("First " + repair(table.tool()) + "; then run the command again.")
        .build();
  }

  private static String notFinished(ForeignTable table, String what) {
    return table.tool().title()
        + " has not finished "
        + what
        + ": its row in "
        + table.display()
        + " says so";
  }

  private static LockkeeperException dirty(ForeignTable table, String what) {
    return LockkeeperException.because(ErrorCode.DIRTY_HISTORY, notFinished(table, what))
        .databaseState("Nothing was changed.")
        .hint("First " + repair(table.tool()) + "; then adopt again.")
        .build();
  }

  private static String repair(Tool tool) {
    return switch (tool) {
      case FLYWAY -> "mend what failed and run `flyway repair`";
      case LIQUIBASE -> "mend what failed and run `liquibase update`";
      case PRISMA ->
          "say with `prisma migrate resolve --applied` or `--rolled-back` where it stands";
      case GOLANG_MIGRATE -> "mend what failed and run `migrate force VERSION`";
      case SQLX -> "undo what is applied of it, delete its row and run `sqlx migrate run`";
      case ALEMBIC, DJANGO, KNEX, DBMATE, RAILS, GOOSE, NODE_PG_MIGRATE, DIESEL ->
          "finish it with " + tool.title();
    };
  }
}
