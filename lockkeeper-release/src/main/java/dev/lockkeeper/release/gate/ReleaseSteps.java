package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.RunProof;
import dev.lockkeeper.release.platform.Candidate;
import dev.lockkeeper.release.platform.Job;
import dev.lockkeeper.release.platform.Obstacle;
import dev.lockkeeper.release.platform.Revision;
import dev.lockkeeper.release.platform.Serving;
import dev.lockkeeper.release.settings.ServiceSettings;
import dev.lockkeeper.release.settings.SmokeSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What each step of a release does. */
final class ReleaseSteps implements Passage.Steps {
  private final Passage passage;
  private final ServiceSettings service;
  private final Images images;
  private final Job job;
  private final Jobs jobs;
  private final Hooks hooks;
  private final Traffic traffic;

  ReleaseSteps(Passage passage, Images images, ReleaseRequest request) {
    this.passage = passage;
    this.service = passage.work().service();
    this.images = images;
    this.job = Jobs.job(passage, images, request);
    this.jobs = new Jobs(passage, job, images.service().toString());
    this.hooks = new Hooks(passage, job);
    this.traffic = new Traffic(passage);
  }

  @Override
  public String take(StepName step) {
    return switch (step) {
      case CHECK -> check();
      case BACKUP -> backup();
      case BEFORE -> hooks.run(service.before());
      case JOB -> {
        passage.platform().prepare(job, passage.watch());
        yield job.settings().name();
      }
      case MIGRATE -> jobs.migrate();
      case PROVE -> service.job().enabled() ? jobs.prove() : proveImage();
      case DEPLOY -> deploy();
      case READY -> ready();
      case SMOKE -> smoke();
      case TRAFFIC -> traffic.shift();
      case DRAIN -> drain();
      case POST -> jobs.post();
      case AFTER -> hooks.run(service.after());
    };
  }

  /** Rights may be gone since the last call, and a schema may have been undone. */
  @Override
  public boolean isRepeated(StepName step) {
    return step == StepName.CHECK || (step == StepName.PROVE && !passage.isOpen());
  }

  @Override
  public String afterFailure(StepName step, LockkeeperException failure) {
    return traffic.afterFailure(step, failure);
  }

  private String check() {
    List<Obstacle> obstacles = passage.platform().obstacles(job);
    if (!obstacles.isEmpty()) {
      boolean isRight = obstacles.stream().anyMatch(Obstacle::isRight);
      throw LockkeeperException.because(
              isRight ? ErrorCode.PERMISSION : ErrorCode.PLATFORM_SETTINGS,
              obstacles.stream().map(Obstacle::message).collect(Collectors.joining("; ")))
          .hint(obstacles.stream().map(Obstacle::fix).collect(Collectors.joining(" ")))
          .build();
    }
    if (!passage.isDone(StepName.CHECK)) {
      Optional<Serving> now = passage.platform().serving(passage.watch());
      Optional<String> ours = passage.facts().revision().map(Revision::name);
      if (now.isEmpty() || !now.map(Serving::revision).equals(ours)) {
        passage.facts().putBefore(now);
      }
    }
    return passage.facts().before().map(serving -> serving.revision() + " serves").orElse("");
  }

  private String backup() {
    String made =
        passage
            .work()
            .parts()
            .backup()
            .orElseThrow(
                () ->
                    LockkeeperException.because(
                            ErrorCode.BACKUP,
                            "there is nothing here that can make a backup of the kind "
                                + service.backup().kind().id())
                        .at(service.place())
                        .hint("Install what makes it, or write `backup: none`.")
                        .build())
            .make(passage.id(), passage.watch());
    passage.facts().put("backup", made);
    return made;
  }

  private String proveImage() {
    RunProof proof = passage.work().ledger().proof(images.service().toString());
    if (!proof.isGiven()) {
      throw Jobs.notProven(images.service().toString(), proof);
    }
    return proof.describe();
  }

  private String deploy() {
    int attempt = passage.facts().attempt("deploy");
    String name = attempt == 1 ? passage.id() : passage.id() + "-" + attempt;
    Map<String, String> labels = new HashMap<>(Map.of(Job.RELEASE_LABEL, passage.id()));
    Optional.ofNullable(job.env().get("LOCKKEEPER_COMMIT"))
        .ifPresent(commit -> labels.put("commit-sha", commit));
    Revision made =
        passage
            .platform()
            .deploy(
                new Candidate(name, images.service(), passage.facts().before(), labels),
                passage.watch());
    passage.facts().putRevision(made);
    passage.noteOwnChange(passage.watch());
    return made.name();
  }

  private String ready() {
    try {
      passage.platform().awaitReady(made(), passage.watch());
    } catch (LockkeeperException e) {
      throw anotherNextTime(e, ErrorCode.REVISION_NOT_READY);
    }
    return made().name();
  }

  private String smoke() {
    SmokeSettings settings = service.smoke().orElseThrow();
    URI address = address(settings);
    try {
      new SmokeCheck(settings, address).pass(passage.watch());
    } catch (LockkeeperException e) {
      throw anotherNextTime(e, ErrorCode.SMOKE_CHECK);
    }
    return settings.path() + " answers " + settings.status();
  }

  private URI address(SmokeSettings settings) {
    return settings
        .address()
        .map(
            text ->
                URI.create(
                    text.replace("{revision}", made().name()).replace("{release}", passage.id())))
        .or(() -> made().address())
        .orElseThrow(
            () ->
                LockkeeperException.because(
                        ErrorCode.PLATFORM_SETTINGS,
                        "the platform names no address at which the new revision could be asked")
                    .at(service.place())
                    .hint("Write `smoke: {address: …}` there.")
                    .build());
  }

  /** A revision that has failed once is not waited for again. */
  private LockkeeperException anotherNextTime(LockkeeperException failure, ErrorCode judged) {
    if (failure.code() == judged) {
      passage.facts().nextAttempt("deploy");
    }
    return failure;
  }

  private String drain() {
    Optional<Serving> before =
        passage.facts().before().filter(old -> !old.revision().equals(made().name()));
    before.ifPresent(old -> passage.platform().awaitDrained(old, passage.watch()));
    return before.map(old -> old.revision() + " is gone").orElse("");
  }

  private Revision made() {
    return passage
        .facts()
        .revision()
        .orElseThrow(
            () ->
                LockkeeperException.because(ErrorCode.INTERNAL, "there is no new revision")
                    .build());
  }
}
