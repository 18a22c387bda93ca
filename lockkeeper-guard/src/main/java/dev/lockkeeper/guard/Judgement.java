package dev.lockkeeper.guard;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.child.ChildCommand;
import dev.lockkeeper.guard.child.ChildEnd;
import dev.lockkeeper.guard.record.Facts;
import dev.lockkeeper.guarded.GuardedEnd;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.settings.DurationText;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Decides from a program's end, and from what the server did with its statements, how it went. */
final class Judgement {
  private static final int MOST_NAMES = 5;
  private static final int LONGEST_STATEMENT = 300;

  private final ChildCommand command;
  private final ChildEnd end;
  private final Facts facts;
  private final Knowledge knowledge;
  private final Optional<StatementRecord> failed;

  /**
   * @param command the last program that was started
   * @param end how it ended
   * @param failed the last statement that the server refused, if it refused one
   */
  Judgement(
      ChildCommand command,
      ChildEnd end,
      Facts facts,
      Knowledge knowledge,
      Optional<StatementRecord> failed) {
    this.command = command;
    this.end = end;
    this.facts = facts;
    this.knowledge = knowledge;
    this.failed = failed;
  }

  GuardedEnd end() {
    return new GuardedEnd(isChanged(), complaint().map(complaint -> failure(code(), complaint)));
  }

  private boolean isChanged() {
    boolean unclear = knowledge.history().isEmpty() && facts.unclear() > 0;
    return unclear || isOthers(facts.definitions()) || isOthers(facts.data());
  }

  /** Whether a table is among them that is not the tool's own; without names, that is assumed. */
  private boolean isOthers(Facts.Writes writes) {
    return writes.statements() > 0
        && (writes.relations().isEmpty() || !others(writes.relations()).isEmpty());
  }

  private Set<String> others(Set<String> relations) {
    Set<String> others = new TreeSet<>(relations);
    others.removeIf(knowledge::isOwn);
    return others;
  }

  private Optional<String> complaint() {
    String name = "`" + String.join(" ", command.words()) + "`";
    if (end.stopped()) {
      return Optional.of("interrupted: " + name + " was ended");
    }
    if (end.timedOut()) {
      return Optional.of(
          name
              + " was ended, since it took longer than it may: "
              + DurationText.display(end.duration().toMillis()));
    }
    if (end.signal().isPresent()) {
      return Optional.of(name + " was ended by signal " + end.signal().getAsInt());
    }
    if (!end.isSuccess()) {
      return Optional.of(name + " ended with exit code " + end.exitCode().orElse(-1));
    }
    return hidden().map(what -> name + " ended with exit code 0, but " + what);
  }

  /** What a program does not say that ends with 0. */
  private Optional<String> hidden() {
    if (facts.failed() > 0) {
      return Optional.of(
          facts.failed() == 1 ? "a statement failed" : facts.failed() + " statements failed");
    }
    if (facts.unanswered() > 0) {
      return Optional.of("it left while a statement was under way, whose fate is not known");
    }
    return facts.lost() > 0
        ? Optional.of("it left a transaction open, which the server has rolled back")
        : Optional.empty();
  }

  private ErrorCode code() {
    if (end.stopped()) {
      return ErrorCode.INTERRUPTED;
    }
    return isHalfDone() ? ErrorCode.HALF_APPLIED : ErrorCode.CHILD_FAILED;
  }

  /** Whether something is committed that no migration in the history accounts for. */
  private boolean isHalfDone() {
    return facts.unanswered() > 0 || isOthers(facts.behindHistory());
  }

  private LockkeeperException failure(ErrorCode code, String complaint) {
    return LockkeeperException.because(code, complaint)
        .statement(failed.map(Judgement::shortened).orElse(null))
        .sqlState(failed.flatMap(StatementRecord::sqlState).orElse(null))
        .databaseState(state())
        .hint(hint(code))
        .build();
  }

  private static String shortened(StatementRecord statement) {
    String text = statement.text();
    return (text.length() <= LONGEST_STATEMENT ? text : text.substring(0, LONGEST_STATEMENT) + "…")
        + statement.message().map(message -> "\n-- " + message).orElse("");
  }

  private String state() {
    if (!isChanged()) {
      return "Nothing was changed: it committed nothing.";
    }
    String history = knowledge.history().map(table -> "its history, " + table).orElse("");
    if (!isHalfDone()) {
      return "What it committed is complete, and in " + history + ".";
    }
    return "It committed "
        + count(facts.behindHistory().statements())
        + names()
        + (history.isEmpty()
            ? " before it ended."
            : " that no migration in " + history + " accounts for.");
  }

  private static String count(long statements) {
    return statements == 1 ? "a change" : statements + " changes";
  }

  private String names() {
    Set<String> relations = others(facts.behindHistory().relations());
    if (relations.isEmpty()) {
      return "";
    }
    return " ("
        + String.join(", ", relations.stream().limit(MOST_NAMES).toList())
        + (relations.size() > MOST_NAMES ? ", …" : "")
        + ")";
  }

  private String hint(ErrorCode code) {
    if (code == ErrorCode.INTERRUPTED && !isHalfDone()) {
      return "Run the command again.";
    }
    return isHalfDone()
        ? "`lockkeeper history RUN` shows every statement. Complete or undo by hand what is half"
            + " done, and run the command again."
        : "Mend what the program complains of, and run the command again.";
  }
}
