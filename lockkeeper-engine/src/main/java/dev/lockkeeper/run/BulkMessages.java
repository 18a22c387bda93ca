package dev.lockkeeper.run;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.ledger.Entry;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.sql.Effect;
import dev.lockkeeper.sql.LockClass;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.Transactionality;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Builds messages of many small migrations: for each its own {@code BEGIN}, statements, ledger row
 * and {@code COMMIT}. Only for migrations that touch nothing older than this run, so that nobody
 * waits for a lock. Every row proves that its predecessor's row is there, so that nothing behind a
 * failure can commit whatever a driver does with the message.
 *
 * <p>An optimisation only: after a failure the caller reads the ledger and goes on statement by
 * statement, which gives the report. Immutable, thread-safe.
 */
final class BulkMessages {
  private static final int FEWEST = 10;
  private static final int MOST = 50;
  private static final int LONGEST = 256 * 1024;
  private static final int LONGEST_SCRIPT = 64 * 1024;
  private static final String START_CLOCK =
      "SELECT pg_catalog.set_config('lockkeeper.started',"
          + " pg_catalog.clock_timestamp()::pg_catalog.text, true); ";
  private static final String READ_CLOCK =
      "(pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() -"
          + " pg_catalog.current_setting('lockkeeper.started')::pg_catalog.timestamptz) *"
          + " 1000)::bigint";

  private final LedgerRows rows;
  private final int batch;
  private final boolean possible;
  private final String cleanSlate;
  private final String lockProof;

  BulkMessages(RunContext context, int batch) {
    this.rows = context.rows();
    this.batch = batch;
    this.possible = context.session().sendsWhole();
    this.cleanSlate = context.session().cleanSlate();
    this.lockProof = context.session().lockProof();
  }

  /**
   * A message and the steps in it.
   *
   * @param made the names that this run has made when all of them are applied
   */
  record Bundle(List<Step> steps, List<CheckedScript> scripts, String message, Set<String> made) {}

  /**
   * Builds a message of some steps of a plan.
   *
   * @param first the index of the first of them; the one before it was applied in this run
   * @param made the names that this run has made before them, which nobody else can use yet
   * @return nothing if too few of them may travel together
   */
  Optional<Bundle> bundle(List<Step> plan, int first, Set<String> made) {
    if (!possible || plan.size() - first < FEWEST) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    List<CheckedScript> scripts = new ArrayList<>();
    StringBuilder message = new StringBuilder();
    Set<String> madeHere = new HashSet<>(made);
    Optional<Migration> predecessor =
        first == 0 ? Optional.empty() : Optional.of(plan.get(first - 1).migration());
    for (Step step : plan.subList(first, Math.min(first + MOST, plan.size()))) {
      Optional<CheckedScript> script = eligible(step, madeHere);
      if (script.isEmpty()) {
        break;
      }
      append(message, step, script.get(), predecessor);
      madeHere.addAll(madeBy(script.get()));
      steps.add(step);
      scripts.add(script.get());
      predecessor = Optional.of(step.migration());
      if (message.length() > LONGEST) {
        break;
      }
    }
    return steps.size() < FEWEST
        ? Optional.empty()
        : Optional.of(new Bundle(steps, scripts, message.toString(), madeHere));
  }

  /**
   * What a script makes, so that later ones may touch it in bulk. A script that may have changed
   * what names mean, such as by a {@code SET search_path}, makes nothing that counts.
   */
  static Set<String> madeBy(CheckedScript script) {
    Set<String> made = new HashSet<>();
    for (Statement statement : script.statements()) {
      Effect effect = statement.type().effect();
      if (!effect.known()) {
        return Set.of();
      }
      made.addAll(effect.creates());
    }
    return made;
  }

  private static Optional<CheckedScript> eligible(Step step, Set<String> made) {
    if (step.direction() != Direction.UP
        || step.applied().isPresent()
        || !(step.body() instanceof SqlBody body)
        || !body.transactional()
        || body.lockTimeout().isPresent()) {
      return Optional.empty();
    }
    CheckedScript script = CheckedScript.of(body);
    // What a server says of a bundle belongs to no script, whose values could be hidden in it.
    if (!script.isPlain()
        || !script.isOneTransaction()
        || script.text().length() > LONGEST_SCRIPT) {
      return Optional.empty();
    }
    Set<String> own = new HashSet<>();
    for (Statement statement : script.statements()) {
      if (!isHarmless(statement, made, own)) {
        return Optional.empty();
      }
      own.addAll(statement.type().effect().creates());
    }
    return Optional.of(script);
  }

  private static boolean isHarmless(Statement statement, Set<String> made, Set<String> own) {
    Effect effect = statement.type().effect();
    return effect.known()
        && statement.copyData().isEmpty()
        && statement.type().transactionality() == Transactionality.ALLOWED
        && statement.type().lockClass() != LockClass.PATIENT
        && effect.touches().stream().allMatch(name -> made.contains(name) || own.contains(name));
  }

  private void append(
      StringBuilder message, Step step, CheckedScript script, Optional<Migration> predecessor) {
    message.append(cleanSlate).append("BEGIN; ").append(START_CLOCK);
    for (Statement statement : script.statements()) {
      message.append(statement.text()).append(";\n");
    }
    Entry entry =
        Entries.of(
            step,
            script,
            batch,
            READ_CLOCK,
            new Entry.StatementTimes(script.statements().size(), List.of(), List.of()));
    message
        .append(Messages.LEDGER_FOOTING)
        .append(rows.done(entry, false, predecessor, lockProof))
        .append("; COMMIT;\n");
  }
}
