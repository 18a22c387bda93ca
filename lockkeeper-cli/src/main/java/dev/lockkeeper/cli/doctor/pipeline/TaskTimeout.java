package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.settings.DurationText;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long the platform lets a task run, and whether one statement may take longer. */
final class TaskTimeout {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,7})([smh]?)");

  private TaskTimeout() {}

  /** As gcloud and the job's YAML write it: a number is seconds. */
  static Optional<Duration> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofSeconds(number);
        });
  }

  /** A statement timeout of zero is none. */
  static void compare(
      Duration statementTimeout, Duration taskTimeout, String file, int line, Findings findings) {
    if (!statementTimeout.isZero() && statementTimeout.compareTo(taskTimeout) >= 0) {
      findings.warning(
          "job.task-timeout",
          file,
          line,
          "the task is killed after "
              + shown(taskTimeout)
              + ", before a statement reaches its statement-timeout of "
              + shown(statementTimeout)
              + ": the database then finishes on its own what nobody records",
          "Give the task a longer timeout, or the statements a shorter one.");
    }
  }

  private static String shown(Duration duration) {
    return DurationText.display(duration.toMillis());
  }
}
