package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.signal.SignalSettings;
import java.nio.file.Path;

/**
 * Who is told of runs, before the variables are looked up that the settings refer to: only commands
 * that run something need them. Immutable; shows no secret.
 */
public final class SignalSources {
  private final NotifySection notify;
  private final MetricsSection metrics;
  private final Path folder;
  private final Variables variables;

  /**
   * @param folder what paths are relative to
   */
  SignalSources(RunSettings run, Path folder, Variables variables) {
    this.notify = run.get(RunKey.NOTIFY);
    this.metrics = run.get(RunKey.METRICS);
    this.folder = folder;
    this.variables = variables;
  }

  /**
   * Looks the variables up.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if one is not set, or does not hold
   *     what it should
   */
  public SignalSettings resolved() {
    return new SignalSettings(notify.channels(variables), metrics.resolved(folder, variables));
  }

  @Override
  public String toString() {
    return notify.toString();
  }
}
