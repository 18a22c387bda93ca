package dev.lockkeeper.cli.report;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.Locale;
import java.util.Map;

/** How the lines that tell of the work are written. Immutable. */
public enum LogForm {
  /** For people. */
  TEXT,
  /** A JSON object a line. */
  JSON,
  /** The same with the keys that Google Cloud's log agents know. */
  GCP;

  private static final String VARIABLE = "LOCKKEEPER_LOG";

  /**
   * The form that the variables ask for; Cloud Run's own variables do so as well.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if there is no such form
   */
  public static LogForm of(Map<String, String> environment) {
    String asked = environment.getOrDefault(VARIABLE, "").strip().toUpperCase(Locale.ROOT);
    if (asked.isEmpty()) {
      boolean isCloudRun =
          environment.containsKey("CLOUD_RUN_JOB") || environment.containsKey("K_SERVICE");
      return isCloudRun ? GCP : TEXT;
    }
    for (LogForm form : values()) {
      if (form.name().equals(asked)) {
        return form;
      }
    }
    throw LockkeeperException.because(
            ErrorCode.SETTINGS,
            VARIABLE + " is gcp, json or text, not " + asked.toLowerCase(Locale.ROOT))
        .hint("Correct the variable, or unset it.")
        .build();
  }

  /** The same for what must be said in any case: text if there is no such form. */
  public static LogForm orText(Map<String, String> environment) {
    try {
      return of(environment);
    } catch (LockkeeperException e) {
      return TEXT;
    }
  }

  boolean isStructured() {
    return this != TEXT;
  }
}
