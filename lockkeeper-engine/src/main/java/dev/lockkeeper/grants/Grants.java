package dev.lockkeeper.grants;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.List;

/**
 * Plans and applies the rights of a migration role and an application role, for PostgreSQL 14 and
 * newer. Immutable and thread-safe.
 */
public final class Grants {
  private final GrantsRequest request;

  /** Rights for the roles and schemas of a request. */
  public Grants(GrantsRequest request) {
    this.request = request;
  }

  /**
   * The plan for a database that nobody looked at. It says what it assumes.
   *
   * @throws LockkeeperException with {@link ErrorCode#USAGE} if the request names no database
   */
  public GrantsPlan offline() {
    String database =
        request
            .database()
            .orElseThrow(
                () ->
                    LockkeeperException.because(ErrorCode.USAGE, "no database is named")
                        .hint("Name the database, or give an address to read it from.")
                        .build());
    return new GrantsPlanner(request, ServerState.assumed(request, database)).plan();
  }

  /**
   * The plan for the database of a session. Writes nothing.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if the session is connected to
   *     another database than the request names, {@link ErrorCode#UNSUPPORTED_SERVER} before
   *     PostgreSQL 14
   */
  public GrantsPlan plan(Session session) {
    return new GrantsPlanner(request, StateReader.read(session, request)).plan();
  }

  /** The statements of the plan whose effect is not in place now. Writes nothing. */
  public List<GrantStatement> missing(Session session) {
    return plan(session).statements().stream()
        .filter(statement -> !Application.isInPlace(session, statement))
        .toList();
  }

  /**
   * Runs what is missing, in one transaction, and checks the effect of every statement.
   *
   * @throws LockkeeperException with {@link ErrorCode#PERMISSION} if a right is missing, {@link
   *     ErrorCode#SETTINGS} if a role does not exist, {@link ErrorCode#READ_ONLY}, {@link
   *     ErrorCode#STATEMENT_FAILED} or {@link ErrorCode#CONNECTION_LOST}; nothing is changed then
   */
  public GrantsReport apply(Session session) {
    return new Application(session, plan(session)).run();
  }
}
