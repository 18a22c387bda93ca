package dev.lockkeeper.run;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.check.InDoubt;
import dev.lockkeeper.check.Segment;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.Entry;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Runs one script, segment by segment.
 *
 * <p>A segment in a transaction commits together with the row that says so. A statement that
 * refuses a transaction has a row before it, "in flight", and a row after it; if the run dies in
 * between, the next one asks the catalog. What a failure leaves: of the failed segment nothing, of
 * the segments before it everything, and a row that says how far it came.
 */
final class ScriptRunner {
  private static final int OLD_TRANSACTION_SECONDS = 5;

  /** As every dump begins: a setting for the session, made by a function. */
  private static final Pattern SETS_CONFIG =
      Pattern.compile(
          "SELECT\\s+(pg_catalog\\.)?set_config\\s*\\([^()]*,\\s*(false|'f'|'false')\\s*\\)\\s*",
          Pattern.CASE_INSENSITIVE);

  private final RunContext context;
  private final Step step;
  private final CheckedScript script;
  private final int batch;
  private final CatalogJudge judge;
  private final StatementLog log = new StatementLog();
  private final long begun = System.nanoTime();
  private String opening;
  private int done;
  private boolean rowExists;
  private boolean complete;

  ScriptRunner(RunContext context, Step step, CheckedScript script, int batch) {
    this.context = context;
    this.step = step;
    this.script = script;
    this.batch = batchOf(step, batch);
    this.judge = new CatalogJudge(context, step.migration().title());
    this.opening = context.session().cleanSlate();
  }

  /** What is undone belongs to the batch that applied it. */
  static int batchOf(Step step, int batch) {
    return step.direction() == Direction.UP
        ? batch
        : step.applied().map(Applied::batch).orElse(batch);
  }

  /** Runs what is left of the script. */
  MigrationResult run(InDoubt inDoubt) {
    step.progress()
        .filter(progress -> progress.direction() == step.direction())
        .ifPresent(progress -> continueFrom(progress, inDoubt));
    rowExists = step.applied().isPresent();
    for (Segment segment : script.segments()) {
      if (segment.last() > done) {
        send(segment);
      }
    }
    if (!complete) {
      finish();
    }
    return new MigrationResult(
        step.migration().version().toString(),
        step.migration().name(),
        step.direction(),
        step.direction() == Direction.UP ? "applied" : "reverted",
        elapsed(),
        script.statements().size());
  }

  private void send(Segment segment) {
    if (segment.kind() == Segment.Kind.TRANSACTION) {
      sendTransaction(segment);
    } else {
      sendAlone(segment.statements().get(0), segment);
      if (segment.last() < script.statements().size()) {
        context.session().send(Messages.alone(progressRow(segment.last(), 0, "")));
      }
    }
    done = segment.last();
  }

  private void sendTransaction(Segment segment) {
    boolean last = segment.last() == script.statements().size();
    List<Statement> left =
        segment
            .statements()
            .subList(Math.max(0, done - segment.first() + 1), segment.statements().size());
    try {
      new TransactionSender(context, step, script, log)
          .send(opening, left, () -> last ? doneRow() : progressRow(segment.last(), 0, ""));
    } catch (LockkeeperException e) {
      throw withState(e, done);
    }
    opening = "";
    complete = last;
    rowExists = true;
  }

  private void sendAlone(Statement statement, Segment segment) {
    Retry retry = new Retry(context, step.migration().title());
    String before;
    cleanSlate();
    while (true) {
      context.stop().check();
      before = judge.before(statement);
      tellOldTransactions(statement);
      context
          .session()
          .send(
              Messages.alone(progressRow(segment.first() - 1, segment.first(), before))
                  + "; "
                  + Messages.lockTimeout(
                      statement,
                      context.timing().lockTimeout(),
                      script.body().lockTimeout(),
                      false));
      rowExists = true;
      try {
        if (!judge.finishesDetachment(statement)) {
          runAlone(statement);
        }
        if (!judge.isIndexUsable(statement)) {
          throw unusableIndex(statement, segment.first() - 1);
        }
        return;
      } catch (ServerException e) {
        if (e.isConnectionLost()) {
          throw e;
        }
        settle(statement, segment, before, e);
        if (!retry.after(e)) {
          throw withState(Failures.statement(script, statement, 0, e).build(), segment.first() - 1);
        }
      }
    }
  }

  /** The catalog must be asked by the names that the statement will use. */
  private void cleanSlate() {
    if (!opening.isEmpty()) {
      context.session().send(opening);
      opening = "";
    }
  }

  private LockkeeperException unusableIndex(Statement statement, int applied) {
    context
        .session()
        .send(Messages.alone(applied == 0 ? withdrawal() : progressRow(applied, 0, "")));
    return LockkeeperException.because(
            ErrorCode.STATEMENT_FAILED,
            script.place(statement, 0)
                + ": there is a relation "
                + script.redacted(statement.type().recovery().object().orElse(""))
                + " already, and it is no valid index of that table")
        .at(script.place(statement, 0))
        .statement(Failures.cut(script.shown(statement)))
        .databaseState(stateAfter(applied))
        .hint(
            "Drop it or wait until its build has ended, or choose another name; IF NOT EXISTS looks"
                + " at the name alone.")
        .build();
  }

  private void runAlone(Statement statement) {
    long start = System.nanoTime();
    List<Result> results = context.session().run(statement.text());
    long millis = (System.nanoTime() - start) / 1_000_000;
    long rows = results.isEmpty() ? -1 : results.get(results.size() - 1).count();
    log.add(millis, rows);
    context.tellNotices(step.migration().title());
    context.tell(
        new RunEvent.StatementFinished(
            step.migration().title(),
            log.size(),
            script.statements().size(),
            statement.type().command(),
            millis,
            rows));
  }

  /** After the server refused a lone statement: clear away what it left and say how far we are. */
  private void settle(Statement statement, Segment segment, String before, ServerException e) {
    context.stop().detach();
    Fate fate = LastWords.insist(context.session(), () -> judge.afterFailure(statement, before));
    if (fate == Fate.UNKNOWN) {
      throw halfApplied(statement, segment.first(), Failures.statement(script, statement, 0, e));
    }
    int applied = segment.first() - 1;
    if (applied == 0) {
      LastWords.send(context.session(), Messages.alone(withdrawal()));
      rowExists = false;
    } else {
      LastWords.send(context.session(), Messages.alone(progressRow(applied, 0, "")));
    }
    context.stop().attach(context.session());
  }

  /**
   * Of this direction nothing is done. Where a way down was begun on a half-done way up, that is
   * what the migration is again; where an earlier run began the way down, nobody knows any more.
   */
  private String withdrawal() {
    Optional<Applied.Progress> earlier =
        step.progress().filter(progress -> step.direction() == Direction.DOWN);
    if (earlier.isEmpty()) {
      return context.rows().withdrawn(entry(0), context.session().lockProof());
    }
    return earlier.get().direction() == Direction.UP
        ? context.rows().restored(entry(0), earlier.get(), context.session().lockProof())
        : progressRow(0, 0, "");
  }

  private void finish() {
    context.session().send(opening + Messages.alone(doneRow()));
    opening = "";
    complete = true;
  }

  /** Takes up what an earlier run left; what it applied is unchanged, as the plan has proved. */
  private void continueFrom(Applied.Progress progress, InDoubt inDoubt) {
    done = progress.done();
    replaySettings();
    if (progress.inFlight() > 0 && progress.inFlight() <= script.statements().size()) {
      Statement statement = script.statements().get(progress.inFlight() - 1);
      Fate fate =
          switch (inDoubt) {
            case ASK_CATALOG -> judge.fate(statement, progress.detail());
            case RUN_AGAIN -> Fate.NOT_APPLIED;
            case SKIP -> Fate.APPLIED;
          };
      if (fate == Fate.UNKNOWN) {
        throw halfApplied(
            statement,
            progress.inFlight(),
            LockkeeperException.because(ErrorCode.HALF_APPLIED, "")
                .at(script.place(statement, 0))
                .statement(Failures.cut(script.shown(statement))));
      }
      done += fate == Fate.APPLIED ? 1 : 0;
      context.tell(
          new RunEvent.Notice(
              step.migration().title(),
              "statement "
                  + progress.inFlight()
                  + " was in flight when an earlier run ended: "
                  + (fate == Fate.APPLIED ? "it is applied" : "it is run again")));
    }
  }

  /** Settings that the applied statements made in their session have to stand again in this one. */
  private void replaySettings() {
    StringBuilder settings = new StringBuilder(opening);
    for (Statement statement : script.statements().subList(0, done)) {
      String command = statement.type().command();
      boolean local = statement.text().regionMatches(true, 0, "SET LOCAL", 0, 9);
      boolean sets = command.equals("SET") || command.equals("RESET");
      if ((sets && !local) || SETS_CONFIG.matcher(statement.text()).matches()) {
        settings.append(statement.text()).append("; ");
      }
    }
    context.session().send(settings.toString());
    opening = "";
  }

  private void tellOldTransactions(Statement statement) {
    if (Messages.isPatient(statement)) {
      String old = Blockers.withOldTransactions(context.session(), OLD_TRANSACTION_SECONDS);
      if (!old.isEmpty()) {
        context.tell(
            new RunEvent.Notice(
                step.migration().title(),
                statement.type().command() + " has to wait for older transactions: " + old));
      }
    }
  }

  private String doneRow() {
    return context
        .rows()
        .done(entry(elapsed()), rowExists, Optional.empty(), context.session().lockProof());
  }

  private String progressRow(int doneStatements, int inFlight, String detail) {
    return context
        .rows()
        .progress(
            entry(0),
            new Applied.Progress(
                step.direction(),
                doneStatements,
                inFlight,
                script.prefixChecksum(doneStatements),
                script.statementChecksum(inFlight),
                detail),
            step.applied(),
            context.session().lockProof());
  }

  private Entry entry(long millis) {
    return Entries.of(
        step, script, batch, Long.toString(millis), log.times(script.statements().size()));
  }

  private long elapsed() {
    return (System.nanoTime() - begun) / 1_000_000;
  }

  private LockkeeperException withState(LockkeeperException e, int applied) {
    return e.toBuilder().databaseState(stateAfter(applied)).build();
  }

  private String stateAfter(int applied) {
    String title = step.migration().title();
    return applied == 0
        ? title + " was rolled back: nothing of it is in the database."
        : "Statements 1 to "
            + applied
            + " of "
            + script.statements().size()
            + " of "
            + title
            + " stay applied and are recorded; the next run continues at statement "
            + (applied + 1)
            + ".";
  }

  private LockkeeperException halfApplied(
      Statement statement, int number, LockkeeperException.Builder because) {
    LockkeeperException cause = because.build();
    String said = cause.getMessage() == null ? "" : cause.getMessage();
    return LockkeeperException.because(
            ErrorCode.HALF_APPLIED,
            script.place(statement, 0)
                + ": nobody can tell from the database whether statement "
                + number
                + " ("
                + statement.type().command()
                + ") took effect"
                + (said.isEmpty() ? "" : "; the server said: " + said))
        .at(cause.place().orElse(null))
        .statement(cause.statement().orElse(null))
        .sqlState(cause.sqlState().orElse(null))
        .databaseState(
            number == 1
                ? "Nothing before it is applied; statement 1 is in doubt."
                : "Statements 1 to "
                    + (number - 1)
                    + " are applied; statement "
                    + number
                    + " is in doubt.")
        .hint(
            "Look at the data. Then `lockkeeper resume` runs the statement again and goes on, "
                + (step.direction() == Direction.UP
                    ? "`lockkeeper resume --skip` counts it as done and goes on, `lockkeeper resume"
                        + " --revert` runs the down script."
                    : "or `lockkeeper resume --skip` counts it as done and goes on."))
        .build();
  }
}
