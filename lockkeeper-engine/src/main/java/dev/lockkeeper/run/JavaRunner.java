package dev.lockkeeper.run;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.JavaBody;
import dev.lockkeeper.migration.JavaMigration;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.sql.Masking;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Optional;

/** Runs one Java migration in a transaction that ends with its ledger row. */
final class JavaRunner {
  /** While Java code thinks, the session is idle; an hour is more than any sane one takes. */
  private static final String PATIENCE =
      "SET LOCAL idle_in_transaction_session_timeout TO '1h'; SET LOCAL idle_session_timeout TO"
          + " '1h'; ";

  private static final String THIS_TRANSACTION = "SELECT pg_catalog.pg_current_xact_id()";

  private final RunContext context;
  private final Step step;
  private final JavaBody body;
  private final int batch;

  JavaRunner(RunContext context, Step step, JavaBody body, int batch) {
    this.context = context;
    this.step = step;
    this.body = body;
    this.batch = ScriptRunner.batchOf(step, batch);
  }

  MigrationResult run() {
    long begun = System.nanoTime();
    String transaction =
        context
            .session()
            .last(context.session().cleanSlate() + "BEGIN; " + PATIENCE + THIS_TRANSACTION)
            .row()
            .text(0);
    try {
      call();
      long millis = (System.nanoTime() - begun) / 1_000_000;
      context.session().send(Messages.LEDGER_FOOTING + row(millis, transaction) + "; COMMIT");
      return new MigrationResult(
          step.migration().version().toString(),
          step.migration().name(),
          step.direction(),
          step.direction() == Direction.UP ? "applied" : "reverted",
          millis,
          0);
    } catch (ServerException e) {
      if (e.isConnectionLost()) {
        throw e;
      }
      context.rollBack();
      throw e.facts().column().equals("lock_holder") && holdsLock()
          ? endedTransaction("")
          : Failures.commit(step, e).databaseState(rolledBack()).build();
    } catch (LockkeeperException e) {
      context.rollBack();
      throw isCommitted(transaction) ? endedTransaction("; then it failed: " + e.getMessage()) : e;
    }
  }

  /** The ledger's row, which is refused unless the transaction is still the one that began. */
  private String row(long millis, String transaction) {
    String proof =
        "CASE WHEN pg_catalog.pg_current_xact_id()::pg_catalog.text = "
            + Literal.text(transaction)
            + " THEN "
            + context.session().lockProof()
            + " END";
    return context
        .rows()
        .done(Entries.of(step, body, batch, Long.toString(millis)), false, Optional.empty(), proof);
  }

  private boolean holdsLock() {
    return !context.session().last("SELECT " + context.session().lockProof()).row().isNull(0);
  }

  private boolean isCommitted(String transaction) {
    return context
        .session()
        .last("SELECT pg_catalog.pg_xact_status(" + Literal.text(transaction) + ")")
        .row()
        .text(0)
        .equals("committed");
  }

  private LockkeeperException endedTransaction(String afterwards) {
    return LockkeeperException.because(
            ErrorCode.HALF_APPLIED,
            body.file()
                + " ended Lockkeeper's transaction itself, by a COMMIT or ROLLBACK of its own"
                + afterwards)
        .at(Place.of(body.file()))
        .databaseState(
            "What it did may be in the database in whole or in part; the ledger has no row of it.")
        .hint(
            "Look at the data and undo what is there; take the transaction control out of the class"
                + " and run the command again. If all of it is there, record it with `lockkeeper"
                + " mark "
                + step.migration().version()
                + (step.direction() == Direction.UP ? " --applied" : " --pending")
                + " --reason TEXT`.")
        .build();
  }

  private void call() {
    JavaMigration.Context given =
        new JavaContext(
            context.session().jdbc(),
            text -> context.tell(new RunEvent.Notice(step.migration().title(), text)));
    try {
      if (body.direction() == Direction.UP) {
        body.code().up(given);
      } else {
        ((JavaMigration.Reversible) body.code()).down(given);
      }
    } catch (LockkeeperException e) {
      throw e;
    } catch (Exception | LinkageError | AssertionError e) {
      throw failed(e);
    }
  }

  private LockkeeperException failed(Throwable e) {
    String sqlState = e instanceof SQLException sql ? sql.getSQLState() : null;
    return LockkeeperException.because(ErrorCode.STATEMENT_FAILED, body.file() + ": " + said(e))
        .at(Place.of(body.file()))
        .sqlState(sqlState)
        .databaseState(rolledBack())
        .hint("Mend the class and run the command again.")
        .cause(e)
        .build();
  }

  /** What it said; of a failed batch only what the server said, since the rest shows the values. */
  private static String said(Throwable e) {
    Throwable shown =
        e instanceof BatchUpdateException batch && batch.getNextException() != null
            ? batch.getNextException()
            : e;
    return Masking.mask(e.getClass().getSimpleName() + ": " + shown.getMessage());
  }

  private String rolledBack() {
    return step.migration().title() + " was rolled back: nothing of it is in the database.";
  }
}
