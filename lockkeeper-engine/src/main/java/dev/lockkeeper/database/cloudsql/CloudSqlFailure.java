package dev.lockkeeper.database.cloudsql;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what matters in a failure of the connector, whose causes are deep. */
public final class CloudSqlFailure {
  private CloudSqlFailure() {}

  /** Whether the connector has a part in a failure. */
  public static boolean isOneOf(Throwable failure) {
    return causes(failure).stream()
        .flatMap(each -> Stream.of(each.getStackTrace()))
        .anyMatch(element -> element.getClassName().startsWith("com.google.cloud.sql."));
  }

  /** Says in words that an instance cannot be reached. */
  public static LockkeeperException explain(String display, Throwable failure) {
    return LockkeeperException.because(
            ErrorCode.UNREACHABLE,
            display + " cannot be reached by Google's connector: " + reason(failure))
        .databaseState("Nothing was sent to the database.")
        .hint(hint(failure))
        .cause(failure)
        .build();
  }

  /** The reason, in one line: the innermost message that is about an instance, else the cause's. */
  static String reason(Throwable failure) {
    Deque<Throwable> causes = causes(failure);
    for (Throwable each : causes) {
      String line = firstLine(each);
      if (line.startsWith("[")) {
        return line;
      }
    }
    String line = firstLine(causes.getFirst());
    return line.isEmpty() ? causes.getFirst().getClass().getSimpleName() : line;
  }

  /** What to do about it, as sentences. */
  private static String hint(Throwable failure) {
    String all =
        String.join(" ", causes(failure).stream().map(CloudSqlFailure::firstLine).toList());
    if (all.contains("default credentials")) {
      return "Log in with `gcloud auth application-default login`, or name a key with"
          + " GOOGLE_APPLICATION_CREDENTIALS.";
    }
    if (all.contains("403") || all.contains("404") || all.contains("authorized")) {
      return "Check the instance's name, that the Cloud SQL Admin API is enabled in its project,"
          + " and that this account has the role roles/cloudsql.client there.";
    }
    return "Check the instance's name, that it runs, and that this machine may reach it: from"
        + " outside its network it needs a public IP, from inside write ?ipTypes=PRIVATE.";
  }

  /** From the innermost outwards. */
  private static Deque<Throwable> causes(Throwable failure) {
    Deque<Throwable> causes = new ArrayDeque<>();
    Set<Throwable> seen = new HashSet<>();
    for (Throwable each = failure; each != null && seen.add(each); each = each.getCause()) {
      causes.addFirst(each);
    }
    return causes;
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? "" : message.lines().findFirst().orElse("").strip();
  }
}
