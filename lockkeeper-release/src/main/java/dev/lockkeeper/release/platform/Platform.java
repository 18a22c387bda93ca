package dev.lockkeeper.release.platform;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.image.ImageReference;
import java.util.List;
import java.util.Optional;

/**
 * What runs a service and its jobs. Every call may come again after a crash of the gate, with the
 * same arguments: it must then find what is already done, and not do it twice. A platform changes
 * nothing but what it is asked to. Used by one thread.
 *
 * <p>What fails is thrown as a {@link LockkeeperException}: {@link ErrorCode#PERMISSION} if a right
 * is missing, with the exact role in the hint; {@link ErrorCode#PLATFORM_SETTINGS} if something is
 * described wrongly; {@link ErrorCode#RELEASE_CONFLICT} if somebody else has changed the service
 * meanwhile; {@link ErrorCode#PLATFORM} if the platform itself fails, where trying again is safe.
 */
public interface Platform extends AutoCloseable {

  /**
   * Whether a new revision can be there without taking traffic. If not, {@link #deploy} replaces
   * what serves as soon as the new revision is ready, and {@link #shift} has nothing to do.
   */
  boolean hasTraffic();

  /** The image by its digest; as it is where the platform knows no digests. */
  ImageReference resolve(ImageReference image);

  /**
   * What would stop a release with this job. Changes nothing. Asked first in every call of the
   * gate.
   */
  List<Obstacle> obstacles(Job job);

  /** What serves now; empty if there is no such service yet. */
  Optional<Serving> serving(Watch watch);

  /** Creates the job, or makes it what it should be. */
  void prepare(Job job, Watch watch);

  /**
   * Finds the execution with the run's key, or starts it, and waits for its end. It is never
   * started a second time for one key. Its output goes to the watch, late lines included.
   */
  JobResult run(JobRun run, Watch watch);

  /**
   * Makes the new revision. Where there {@link #hasTraffic is traffic}, all of it stays where it
   * is, unless the service is new.
   */
  Revision deploy(Candidate candidate, Watch watch);

  /**
   * Waits until the new revision is ready.
   *
   * @throws LockkeeperException with {@link ErrorCode#REVISION_NOT_READY} if it will not be
   */
  void awaitReady(Revision revision, Watch watch);

  /** Gives the new revision a share of the traffic, and the one that served before all others. */
  void shift(Revision revision, int percent, Optional<Serving> before, Watch watch);

  /** Waits until nothing is left of what served before, or the platform's time for that is over. */
  void awaitDrained(Serving before, Watch watch);

  /** Gives all traffic back to what served before, whatever serves now. */
  void restore(Serving before, Watch watch);

  /** The job's latest executions that the platform still knows, newest first. */
  List<PastExecution> executions(int most);

  /** Gives the lines that an execution has printed, oldest first, to the watch. */
  void log(String execution, Watch watch);

  /** Ends what the platform's client has open. */
  @Override
  void close();
}
