package dev.lockkeeper.run;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends statements one by one in a transaction that ends with a ledger row: BEGIN with the first
 * statement, one turn for each, the row and COMMIT in one turn.
 *
 * <p>A failure rolls the transaction back. If it was a wait for a lock or a deadlock, the
 * transaction is tried again within the budget. A lost connection leaves what the server decides;
 * the caller reads the ledger to learn it.
 */
final class TransactionSender {
  private final RunContext context;
  private final Step step;
  private final CheckedScript script;
  private final StatementLog log;
  private boolean ownLockTimeout;

  TransactionSender(RunContext context, Step step, CheckedScript script, StatementLog log) {
    this.context = context;
    this.step = step;
    this.script = script;
    this.log = log;
  }

  /**
   * Sends a transaction.
   *
   * @param opening what goes in front of its BEGIN
   * @param statements what it holds
   * @param ledgerRow makes the ledger's statement when the others have run
   * @throws LockkeeperException without a word on the database's state if it was rolled back
   * @throws ServerException if the connection was lost
   */
  void send(String opening, List<Statement> statements, Supplier<String> ledgerRow) {
    int before = log.size();
    Retry retry = new Retry(context, step.migration().title());
    while (true) {
      Attempt attempt = new Attempt(opening(opening, statements) + "BEGIN; ");
      try {
        for (Statement statement : statements) {
          context.stop().check();
          attempt.statement(statement);
        }
        attempt.commit(ledgerRow.get());
        context.tellNotices(step.migration().title());
        return;
      } catch (ServerException e) {
        if (e.isConnectionLost()) {
          throw e;
        }
        rollBack(before);
        if (!retry.after(e)) {
          throw attempt.explain(e, retry.attempts());
        }
      } catch (LockkeeperException e) {
        rollBack(before);
        throw e;
      }
    }
  }

  /**
   * What goes into one message with BEGIN becomes part of its transaction, and counts as a query
   * there; SET TRANSACTION must stand before any.
   */
  private String opening(String opening, List<Statement> statements) {
    boolean setsTransaction =
        statements.stream().anyMatch(s -> s.type().command().equals("SET TRANSACTION"));
    if (!setsTransaction || opening.isEmpty()) {
      return opening;
    }
    context.session().send(opening);
    return "";
  }

  private void rollBack(int before) {
    context.tellNotices(step.migration().title());
    context.rollBack();
    // Only that there was nothing to roll back, where the first message or COMMIT failed.
    context.session().takeNotices();
    log.truncate(before);
  }

  /** One try. */
  private final class Attempt {
    private String prefix;
    private @Nullable Statement running;
    private boolean committing;

    Attempt(String prefix) {
      this.prefix = prefix;
    }

    void statement(Statement statement) {
      running = statement;
      if (!ownLockTimeout) {
        prefix +=
            Messages.lockTimeout(
                statement, context.timing().lockTimeout(), script.body().lockTimeout(), true);
      }
      long begun = System.nanoTime();
      long rows = statement.copyData().isPresent() ? copy(statement) : run(statement);
      long millis = (System.nanoTime() - begun) / 1_000_000;
      prefix = "";
      log.add(millis, rows);
      ownLockTimeout |= setsLockTimeout(statement);
      context.tell(
          new RunEvent.StatementFinished(
              step.migration().title(),
              log.size(),
              script.statements().size(),
              statement.type().command(),
              millis,
              rows));
    }

    private long run(Statement statement) {
      List<Result> results = context.session().run(prefix + statement.text());
      return results.isEmpty() ? -1 : results.get(results.size() - 1).count();
    }

    private long copy(Statement statement) {
      context.session().send(prefix);
      prefix = "";
      return context.session().copyIn(statement.text(), statement.copyData().orElse(""));
    }

    void commit(String ledgerRow) {
      committing = true;
      context.session().send(prefix + Messages.LEDGER_FOOTING + ledgerRow + "; COMMIT");
    }

    LockkeeperException explain(ServerException e, int attempts) {
      if (running == null || committing) {
        return Failures.commit(step, ServerWords.about(script, e)).build();
      }
      // Where the driver takes the message apart, only the blank before the statement stays with
      // it.
      int before =
          context.session().sendsWhole()
              ? prefix.codePointCount(0, prefix.length())
              : prefix.length() - prefix.stripTrailing().length();
      LockkeeperException failure = Failures.statement(script, running, before, e).build();
      return attempts == 0
          ? failure
          : Blockers.named(context.session(), running, failure, attempts);
    }
  }

  private static boolean setsLockTimeout(Statement statement) {
    return statement.type().command().equals("SET")
        && statement.text().toLowerCase(Locale.ROOT).contains("lock_timeout");
  }
}
