package dev.lockkeeper.google.run;

import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.Condition.State;
import com.google.cloud.run.v2.Execution;
import com.google.cloud.run.v2.Task;
import com.google.cloud.run.v2.TaskAttemptResult;
import com.google.rpc.Code;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Ending;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an execution has ended, as a pure function of what Cloud Run tells of it. It has succeeded
 * only if everything says so: the condition, the counts, and the image that ran.
 *
 * @param ending how it ended
 * @param exitCode of its program, if a task tells
 * @param reason Cloud Run's own words
 */
record Verdict(Ending ending, OptionalInt exitCode, String reason) {
  private static final String COMPLETED = "Completed";

  /** Whether it is over. */
  static boolean isOver(Execution execution) {
    return execution.hasCompletionTime()
        || execution.hasDeleteTime()
        || completed(execution).filter(Verdict::isTerminal).isPresent();
  }

  /**
   * Judges an execution that is over.
   *
   * @param asked the image that was asked for
   */
  static Verdict of(Execution execution, List<Task> tasks, ImageReference asked) {
    OptionalInt exitCode = exitCode(tasks);
    Condition condition = completed(execution).orElse(Condition.getDefaultInstance());
    String reason = reason(condition, tasks);
    String image = image(execution);
    if (!isSame(asked, image)) {
      return new Verdict(
          Ending.CONFIGURATION,
          exitCode,
          "it ran "
              + Words.of(image)
              + " and not "
              + asked
              + (reason.isEmpty() ? "" : "; " + reason));
    }
    return new Verdict(ending(execution, condition, tasks), exitCode, reason);
  }

  /** How it stands, in Cloud Run's words. */
  static String outcome(Execution execution) {
    if (!isOver(execution)) {
      return "running";
    }
    Condition condition = completed(execution).orElse(Condition.getDefaultInstance());
    String reason = reason(condition, List.of());
    return hasSucceeded(execution, condition) ? "succeeded" : reason.isEmpty() ? "failed" : reason;
  }

  private static Ending ending(Execution execution, Condition condition, List<Task> tasks) {
    if (execution.hasDeleteTime()) {
      return Ending.LOST;
    }
    if (hasSucceeded(execution, condition)) {
      return Ending.SUCCEEDED;
    }
    if (execution.getCancelledCount() > 0 || Reasons.ending(condition) == Ending.CANCELLED) {
      return Ending.CANCELLED;
    }
    if (tasks.stream().anyMatch(task -> isTimeout(task.getLastAttemptResult()))
        || isTimeout(condition.getMessage())) {
      return Ending.TIMED_OUT;
    }
    Ending told = Reasons.ending(condition);
    boolean hasEnded = exitCode(tasks).orElse(0) != 0 || tasks.stream().anyMatch(Verdict::isKilled);
    return told == Ending.LOST && hasEnded && execution.getFailedCount() > 0 ? Ending.FAILED : told;
  }

  /** Failed conditions may come late, so that counts alone are not enough, nor is a condition. */
  private static boolean hasSucceeded(Execution execution, Condition condition) {
    return condition.getState() == State.CONDITION_SUCCEEDED
        && execution.hasCompletionTime()
        && execution.getTaskCount() > 0
        && execution.getSucceededCount() == execution.getTaskCount()
        && execution.getFailedCount() == 0
        && execution.getCancelledCount() == 0
        && execution.getRunningCount() == 0;
  }

  private static boolean isTimeout(TaskAttemptResult result) {
    return result.getStatus().getCode() == Code.DEADLINE_EXCEEDED.getNumber()
        || isTimeout(result.getStatus().getMessage());
  }

  /** The reference knows no reason for it; the service says so in words. */
  private static boolean isTimeout(String message) {
    String words = message.toLowerCase(Locale.ROOT);
    return words.contains("maximum timeout")
        || words.contains("timeout was reached")
        || words.contains("timed out");
  }

  private static boolean isKilled(Task task) {
    return task.getLastAttemptResult().getTermSignal() != 0;
  }

  private static OptionalInt exitCode(List<Task> tasks) {
    return tasks.stream()
        .filter(task -> task.hasLastAttemptResult() && !isKilled(task))
        .mapToInt(task -> task.getLastAttemptResult().getExitCode())
        .reduce((first, second) -> first != 0 ? first : second);
  }

  private static Optional<Condition> completed(Execution execution) {
    return execution.getConditionsList().stream()
        .filter(condition -> condition.getType().equals(COMPLETED))
        .findFirst();
  }

  private static boolean isTerminal(Condition condition) {
    return condition.getState() == State.CONDITION_SUCCEEDED
        || condition.getState() == State.CONDITION_FAILED;
  }

  private static String reason(Condition condition, List<Task> tasks) {
    String name = Reasons.name(condition);
    String message = Words.of(condition.getMessage());
    String signal =
        tasks.stream()
            .filter(Verdict::isKilled)
            .map(task -> "signal " + task.getLastAttemptResult().getTermSignal())
            .findFirst()
            .orElse("");
    return List.of(name, message, signal).stream()
        .filter(part -> !part.isEmpty())
        .reduce((first, second) -> first + ": " + second)
        .orElse("");
  }

  /** The image that runs, in the execution's own copy of the job. */
  static String image(Execution execution) {
    return execution.getTemplate().getContainersList().stream()
        .findFirst()
        .map(container -> container.getImage())
        .orElse("");
  }

  /** A tag may be shown as the digest that it meant; a digest is never shown as another one. */
  private static boolean isSame(ImageReference asked, String image) {
    Optional<ImageReference> ran = ImageReference.parse(image);
    return ran.filter(
            name ->
                name.repository().equals(asked.repository())
                    && (asked.digest().isPresent()
                        ? name.digest().equals(asked.digest())
                        : name.digest().isPresent() || name.tag().equals(asked.tag())))
        .isPresent();
  }
}
