package dev.lockkeeper.release.platform;

import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.settings.JobSettings;
import java.util.Map;

/**
 * The job as this release wants it.
 *
 * @param settings what the project says of it
 * @param image its image, by digest where the platform knows digests
 * @param release the release's id, which goes into the label {@code lockkeeper-release}
 * @param env the project's variables and the facts of this release
 */
public record Job(
    JobSettings settings, ImageReference image, String release, Map<String, String> env) {
  /** The label, of jobs and executions, that holds the release's id. */
  public static final String RELEASE_LABEL = "lockkeeper-release";

  /** The label of executions that holds {@link JobRun#key}. */
  public static final String RUN_LABEL = "lockkeeper-run";

  public Job {
    env = Map.copyOf(env);
  }

  /** Variables may hold secrets, so only their names are shown. */
  @Override
  public String toString() {
    return settings.name() + " of " + release + ": " + image + " " + env.keySet();
  }
}
