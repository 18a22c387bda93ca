package dev.lockkeeper.foreign;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Alembic keeps one row for each head of the revisions that are applied. Several heads are most
 * often two branches that nobody has merged; only for independent branches they are meant.
 */
final class AlembicHeads {
  private AlembicHeads() {}

  /**
   * Refuses several heads unless the request names Alembic, which says that they are meant.
   *
   * @throws LockkeeperException with {@link ErrorCode#AMBIGUOUS_HISTORY}
   */
  static void requireMeant(ForeignTable table, AdoptRequest request, List<ForeignMigration> rows) {
    if (table.tool() != Tool.ALEMBIC || request.tool().isPresent() || rows.size() < 2) {
      return;
    }
    throw LockkeeperException.because(
            ErrorCode.AMBIGUOUS_HISTORY,
            table.display()
                + " has more than one head: "
                + rows.stream()
                    .map(row -> row.version().toString())
                    .collect(Collectors.joining(", ")))
        .databaseState("Nothing was changed.")
        .hint(
            "Join them with `alembic merge heads` and `alembic upgrade head`, and adopt again. If"
                + " they are branches that stay apart: `lockkeeper adopt --from alembic`.")
        .build();
  }
}
