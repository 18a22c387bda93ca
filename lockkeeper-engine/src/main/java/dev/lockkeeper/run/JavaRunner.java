package dev.lockkeeper.run;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.JavaBody;
import dev.lockkeeper.migration.JavaMigration;
import dev.lockkeeper.plan.Step;
import java.sql.SQLException;
import java.util.Optional;

/** Runs one Java migration in a transaction that ends with its ledger row. */
final class JavaRunner {
  /** While Java code thinks, the session is idle; an hour is more than any sane one takes. */
  private static final String PATIENCE =
      "SET LOCAL idle_in_transaction_session_timeout TO '1h'; SET LOCAL idle_session_timeout TO"
          + " '1h'; ";

  private final RunContext context;
  private final Step step;
  private final JavaBody body;
  private final int batch;

  JavaRunner(RunContext context, Step step, JavaBody body, int batch) {
    this.context = context;
    this.step = step;
    this.body = body;
    this.batch = batch;
  }

  MigrationResult run() {
    long begun = System.nanoTime();
    context.session().send(context.session().cleanSlate() + "BEGIN; " + PATIENCE);
    try {
      call();
      long millis = (System.nanoTime() - begun) / 1_000_000;
      String row =
          context
              .rows()
              .done(
                  Entries.of(step, body, batch, Long.toString(millis)),
                  false,
                  Optional.empty(),
                  context.session().lockProof());
      context.session().send(Messages.LEDGER_FOOTING + row + "; COMMIT");
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
      context.session().send("ROLLBACK");
      throw Failures.commit(step, e).databaseState(rolledBack()).build();
    } catch (LockkeeperException e) {
      context.session().send("ROLLBACK");
      throw e;
    }
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
    } catch (Exception e) {
      throw failed(e);
    }
  }

  private LockkeeperException failed(Exception e) {
    String sqlState = e instanceof SQLException sql ? sql.getSQLState() : null;
    return LockkeeperException.because(
            ErrorCode.STATEMENT_FAILED,
            body.file() + ": " + e.getClass().getSimpleName() + ": " + e.getMessage())
        .at(Place.of(body.file()))
        .sqlState(sqlState)
        .databaseState(rolledBack())
        .hint("Mend the class and run the command again.")
        .cause(e)
        .build();
  }

  private String rolledBack() {
    return step.migration().title() + " was rolled back: nothing of it is in the database.";
  }
}
