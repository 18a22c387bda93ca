package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.ledger.RunProof;
import dev.lockkeeper.release.platform.Ending;
import dev.lockkeeper.release.platform.Job;
import dev.lockkeeper.release.platform.JobResult;
import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.settings.JobSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the job of a release, and looks for the proof of what it did. */
record Jobs(Passage passage, Job job, String image) {

  /** The job with the facts of the release, by which its run in the ledger is known. */
  static Job job(Passage passage, Images images, ReleaseRequest request) {
    JobSettings settings = passage.work().service().job();
    Map<String, String> env = new HashMap<>(settings.env());
    env.put("LOCKKEEPER_RELEASE", passage.id());
    env.put("LOCKKEEPER_IMAGE", images.service().toString());
    env.put("LOCKKEEPER_ACTOR", request.actor());
    request.commit().ifPresent(commit -> env.put("LOCKKEEPER_COMMIT", commit));
    return new Job(settings, images.job(), passage.id(), env);
  }

  /** Runs the migrations. */
  String migrate() {
    return run(StepName.MIGRATE, "migrate", Optional.empty());
  }

  /** Looks for the proof of {@link #migrate}. */
  String prove() {
    return prove("migrate", Optional.empty(), false);
  }

  /** Runs the migrations of the phase {@code post}, and proves it. */
  String post() {
    Instant since = begun(StepName.POST);
    run(StepName.POST, "post", Optional.of(withPhase(job.settings().arguments())));
    return prove("post", Optional.of(since), false);
  }

  /** Undoes migrations, and proves it. */
  String undo(List<String> arguments) {
    Instant since = begun(StepName.MIGRATE);
    run(StepName.MIGRATE, "down", Optional.of(arguments));
    return prove("down", Optional.of(since), true);
  }

  private String run(StepName step, String what, Optional<List<String>> arguments) {
    int attempt = passage.facts().attempt(what);
    JobResult result =
        passage
            .platform()
            .run(
                new JobRun(job, passage.id() + "-" + what.charAt(0) + attempt, arguments),
                passage.watch());
    passage.facts().put(what + ".execution", result.execution());
    result.logs().ifPresent(logs -> passage.facts().put(what + ".logs", logs));
    Optional<LockkeeperException> closed = Verdict.of(result);
    if (closed.isPresent()) {
      passage.facts().nextAttempt(what);
      throw withLedger(closed.get(), result, begun(step));
    }
    return result.execution();
  }

  /** The ledger knows better than the platform which statement of which file has failed. */
  private LockkeeperException withLedger(
      LockkeeperException closed, JobResult result, Instant since) {
    if (result.ending() == Ending.CONFIGURATION) {
      return closed;
    }
    try {
      return proof(Optional.of(since), false)
          .latest()
          .flatMap(RunProof.Run::error)
          .map(
              said ->
                  LockkeeperException.because(closed.code(), closed.getMessage() + ": " + said)
                      .hint(closed.hint().orElse(null))
                      .build())
          .orElse(closed);
    } catch (LockkeeperException e) {
      closed.addSuppressed(e);
      return closed;
    }
  }

  private String prove(String what, Optional<Instant> since, boolean isDown) {
    RunProof proof = proof(since, isDown);
    if (isDown ? proof.run().isEmpty() : !proof.isGiven()) {
      passage.facts().nextAttempt(what);
      throw notProven(image, proof);
    }
    proof
        .run()
        .ifPresent(
            run -> {
              passage.facts().put(what + ".run", run.id());
              passage.facts().put(what + ".outcome", run.outcome());
            });
    return proof.describe();
  }

  private RunProof proof(Optional<Instant> since, boolean isDown) {
    return passage.work().ledger().proof(passage.id(), image, since, isDown);
  }

  static LockkeeperException notProven(String image, RunProof proof) {
    return LockkeeperException.because(
            ErrorCode.NOT_PROVEN,
            "the ledger does not prove that the migrations of "
                + image
                + " are in this database: "
                + proof.describe())
        .hint(
            "The job must run `lockkeeper up` or `lockkeeper run -- …` against the database that"
                + " the gate sees, with the variables LOCKKEEPER_RELEASE and LOCKKEEPER_IMAGE that"
                + " it is given. Then run the command again.")
        .build();
  }

  /** When the present try of a step began, by the server's clock. */
  private Instant begun(StepName step) {
    List<ReleaseRecord.Event> events =
        passage.work().ledger().latest(1).stream()
            .flatMap(record -> record.events().stream())
            .filter(event -> event.step().equals(step.id()))
            .toList();
    Instant begun = Instant.EPOCH;
    boolean isNew = true;
    for (ReleaseRecord.Event event : events) {
      if (event.kind().equals("failed")) {
        isNew = true;
      } else if (isNew && event.kind().equals("started")) {
        begun = event.at();
        isNew = false;
      }
    }
    return begun;
  }

  private static List<String> withPhase(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments.isEmpty() ? List.of("up") : arguments);
    words.add("--phase");
    words.add("post");
    return words;
  }
}
