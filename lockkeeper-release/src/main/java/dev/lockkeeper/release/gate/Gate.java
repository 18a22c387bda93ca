package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.ledger.ReleaseIdentity;
import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.DatabaseBackup;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.process.Host;
import dev.lockkeeper.release.settings.ServiceSettings;
import dev.lockkeeper.released.ReleaseLedger;
import dev.lockkeeper.run.StopSignal;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * The gate of one service. A new revision takes traffic only after the job has ended well and the
 * ledger proves that the migrations of this image are in the database. Used by one thread.
 */
public final class Gate {
  private final ServiceSettings service;
  private final Platform platform;
  private final Parts parts;

  /**
   * @param service what is released
   * @param platform where it runs; stays open
   */
  public Gate(ServiceSettings service, Platform platform, Parts parts) {
    this.service = service;
    this.platform = platform;
    this.parts = parts;
  }

  /**
   * What a gate works with.
   *
   * @param host where hooks run
   * @param backup keeps the database's state, where the service asks for it
   * @param listener is told what happens
   * @param stop lets another thread stop the gate
   * @param clock gives the day for a release's name
   */
  public record Parts(
      Host host,
      Optional<DatabaseBackup> backup,
      GateListener listener,
      StopSignal stop,
      Clock clock) {}

  /** The steps of a release, for those who want to see them first. */
  public List<PlannedStep> steps() {
    return Course.of(service, platform.hasTraffic());
  }

  /**
   * Releases an image. A release that was begun with the same image, job and settings, and came to
   * no end, is taken up where it stopped. What went wrong is in the report and in the ledger.
   *
   * @param ledger the record of the service's releases, whose lock is held
   */
  public ReleaseReport release(ReleaseLedger ledger, ReleaseRequest request) {
    Images images = Images.of(service, request, platform, parts.listener());
    String key = ReleaseKey.of(service, images.service(), images.job(), request.force());
    Optional<ReleaseRecord> last = ledger.latest(1).stream().findFirst();
    Optional<ReleaseRecord> same =
        last.filter(
            found ->
                found.identity().key().equals(key) && found.identity().action().equals("release"));
    Optional<ReleaseRecord> finished = same.filter(found -> !found.isOpen());
    if (finished.isPresent() && new StillServes(platform, ledger, parts).is(finished.get())) {
      return nothingToDo(finished.get());
    }
    Optional<ReleaseRecord> open = same.filter(ReleaseRecord::isOpen);
    ReleaseRecord record =
        open.orElseGet(() -> started(ledger, identity("release", key, images.service(), request)));
    parts
        .listener()
        .begun(record.identity().id(), service.name() + " " + images.service(), open.isPresent());
    return pass(ledger, record, images, Course.of(service, platform.hasTraffic()), request);
  }

  private ReleaseReport pass(
      ReleaseLedger ledger,
      ReleaseRecord record,
      Images images,
      List<PlannedStep> steps,
      ReleaseRequest request) {
    Passage passage = new Passage(new Passage.Work(service, platform, ledger, parts), record);
    try {
      passage.go(new ReleaseSteps(passage, images, request), steps);
      ledger.finish(record.identity().id(), Outcome.SUCCEEDED.id());
      return new ReleaseReport(
          Outcome.SUCCEEDED, ledger.latest(1).stream().findFirst(), true, Optional.empty(), "");
    } catch (LockkeeperException e) {
      return new ReleaseReport(
          e.code().outcome(), Records.now(ledger, record), passage.isOpen(), Optional.of(e), "");
    }
  }

  /**
   * Gives the traffic back to what served before the last release, and undoes its migrations where
   * that is asked for.
   *
   * @param undo arguments of the job that undo the migrations, with {@code {release}} for the id of
   *     the release; empty to leave the database as it is
   */
  public ReleaseReport rollback(
      ReleaseLedger ledger, ReleaseRequest request, Optional<List<String>> undo) {
    List<ReleaseRecord> latest = ledger.latest(Rollback.LOOK_BACK);
    ReleaseRecord undone = Rollback.target(latest, service.name());
    String key =
        "rollback of " + undone.identity().id() + (undo.isPresent() ? " and its schema" : "");
    Optional<ReleaseRecord> open =
        latest.stream()
            .findFirst()
            .filter(found -> found.isOpen() && found.identity().key().equals(key));
    ImageReference image =
        ImageReference.parse(undone.identity().image())
            .orElse(
                new ImageReference(undone.identity().image(), Optional.empty(), Optional.empty()));
    ReleaseRecord record =
        open.orElseGet(() -> started(ledger, identity("rollback", key, image, request)));
    parts.listener().begun(record.identity().id(), service.name() + ", " + key, open.isPresent());
    Passage passage = new Passage(new Passage.Work(service, platform, ledger, parts), record);
    Rollback rollback = new Rollback(passage, undone, image, undo, request);
    try {
      passage.go(rollback, rollback.steps());
      ledger.finish(record.identity().id(), Outcome.SUCCEEDED.id());
      return new ReleaseReport(
          Outcome.SUCCEEDED, ledger.latest(1).stream().findFirst(), false, Optional.empty(), "");
    } catch (LockkeeperException e) {
      return new ReleaseReport(
          e.code().outcome(), Records.now(ledger, record), false, Optional.of(e), "");
    }
  }

  private static ReleaseReport nothingToDo(ReleaseRecord finished) {
    return new ReleaseReport(
        Outcome.NOTHING_TO_DO,
        Optional.of(finished),
        true,
        Optional.empty(),
        finished.identity().image()
            + " is already released, with the same job and settings, as "
            + finished.identity().id()
            + "; --force TEXT releases it again");
  }

  private ReleaseRecord started(ReleaseLedger ledger, ReleaseIdentity identity) {
    ledger.start(identity);
    return ledger.latest(1).stream()
        .findFirst()
        .filter(found -> found.identity().id().equals(identity.id()))
        .orElseThrow(
            () ->
                LockkeeperException.because(
                        ErrorCode.INTERNAL, "the release " + identity.id() + " is not on record")
                    .build());
  }

  private ReleaseIdentity identity(
      String action, String key, ImageReference image, ReleaseRequest request) {
    return new ReleaseIdentity(
        ReleaseId.at(parts.clock().instant()),
        action,
        service.name(),
        service.platform().platform(),
        key,
        image.toString(),
        request.commit(),
        request.actor(),
        request.host(),
        request.toolVersion());
  }
}
