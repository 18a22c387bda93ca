package dev.lockkeeper.grants;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a plan in one transaction. A GRANT without the right to it may be a mere notice for the
 * server, so the effect of every statement is looked at before the commit.
 */
final class Application {
  private final Session session;
  private final GrantsPlan plan;
  private final List<GrantStatement> done = new ArrayList<>();
  private final List<GrantStatement> alreadyInPlace = new ArrayList<>();

  Application(Session session, GrantsPlan plan) {
    this.session = session;
    this.plan = plan;
  }

  static boolean isInPlace(Session session, GrantStatement statement) {
    return session.last("SELECT " + statement.inPlace()).row().truth(0);
  }

  GrantsReport run() {
    refuseMissingRoles();
    session.send("BEGIN");
    boolean committed = false;
    try {
      plan.statements().forEach(this::run);
      commit();
      committed = true;
    } finally {
      if (!committed) {
        rollBack();
      }
    }
    return new GrantsReport(plan, done, alreadyInPlace);
  }

  private void run(GrantStatement statement) {
    try {
      if (isInPlace(session, statement)) {
        alreadyInPlace.add(statement);
        return;
      }
      session.send(statement.sql());
      if (!isInPlace(session, statement)) {
        throw permission(statement, "it had no effect").build();
      }
      done.add(statement);
    } catch (ServerException e) {
      throw explained(statement, e);
    }
  }

  private void commit() {
    try {
      session.send("COMMIT");
    } catch (ServerException e) {
      throw LockkeeperException.because(
              ErrorCode.CONNECTION_LOST, "the commit failed: " + e.facts().message())
          .sqlState(e.sqlState())
          .databaseState("Either everything was granted or nothing.")
          .hint("Run it again; it does only what is missing.")
          .cause(e)
          .build();
    }
  }

  private void rollBack() {
    try {
      session.send("ROLLBACK");
    } catch (ServerException e) {
      // The connection is gone, and the transaction with it; the first failure is already thrown.
    }
  }

  private LockkeeperException explained(GrantStatement statement, ServerException e) {
    String message = e.facts().message();
    LockkeeperException.Builder builder =
        switch (e.sqlState()) {
          case "42501" -> permission(statement, message);
          case "25006" ->
              LockkeeperException.because(
                      ErrorCode.READ_ONLY, "the server accepts no change: " + message)
                  .hint("Use the address of the primary.");
          default ->
              LockkeeperException.because(
                      e.isConnectionLost() ? ErrorCode.CONNECTION_LOST : ErrorCode.STATEMENT_FAILED,
                      "a right could not be granted: " + message)
                  .hint("Run it again when the cause is gone.");
        };
    return builder
        .statement(statement.sql())
        .sqlState(e.sqlState())
        .databaseState("Nothing was changed.")
        .cause(e)
        .build();
  }

  private static LockkeeperException.Builder permission(GrantStatement statement, String what) {
    return LockkeeperException.because(
            ErrorCode.PERMISSION,
            "a right could not be granted: " + what + "; this needs " + statement.needs())
        .statement(statement.sql())
        .databaseState("Nothing was changed.")
        .hint("Connect as a role that has it, or hand the printed script to somebody who does.");
  }

  private void refuseMissingRoles() {
    if (!plan.missingRoles().isEmpty()) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS,
              "there is no role " + String.join(" and no role ", plan.missingRoles()))
          .databaseState("Nothing was changed.")
          .hint(
              "Make it first with CREATE ROLE … LOGIN, and set its password with \\password in psql;"
                  + " Lockkeeper handles no passwords of others.")
          .build();
    }
  }
}
