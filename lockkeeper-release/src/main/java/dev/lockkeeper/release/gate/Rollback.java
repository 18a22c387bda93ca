package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Job;
import dev.lockkeeper.release.platform.Serving;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The way back: first the traffic, then, where somebody asks for it, the database. */
final class Rollback implements Passage.Steps {
  /** How many releases are looked through for the one to undo. */
  static final int LOOK_BACK = 20;

  private final Passage passage;
  private final ReleaseRecord undone;
  private final Serving before;
  private final Optional<List<String>> undo;
  private final Job job;
  private final Jobs jobs;

  Rollback(
      Passage passage,
      ReleaseRecord undone,
      ImageReference image,
      Optional<List<String>> undo,
      ReleaseRequest request) {
    this.passage = passage;
    this.undone = undone;
    this.before = before(undone).orElseThrow();
    this.undo = undo;
    this.job = Jobs.job(passage, new Images(image, image), request);
    this.jobs = new Jobs(passage, job, image.toString());
  }

  /** The release that is to be undone: the last one that made a revision. */
  static ReleaseRecord target(List<ReleaseRecord> latest, String service) {
    Optional<ReleaseRecord> last =
        latest.stream()
            .filter(found -> found.identity().action().equals("release"))
            .filter(found -> found.facts().containsKey("revision"))
            .findFirst();
    if (last.isEmpty() || before(last.get()).isEmpty()) {
      throw LockkeeperException.because(
              ErrorCode.UNKNOWN_RELEASE,
              last.isEmpty()
                  ? "no release of " + service + " has made a revision yet"
                  : "nothing is known of what served before " + last.get().identity().id())
          .databaseState("Nothing was changed.")
          .hint("`lockkeeper release status` lists the releases.")
          .build();
    }
    return last.get();
  }

  private static Optional<Serving> before(ReleaseRecord release) {
    return new Facts(release.facts(), (name, value) -> {}).before();
  }

  List<PlannedStep> steps() {
    List<PlannedStep> steps = new ArrayList<>();
    steps.add(new PlannedStep(StepName.CHECK, "look for missing rights and settings"));
    steps.add(new PlannedStep(StepName.TRAFFIC, "give all traffic back to " + before.revision()));
    if (undo.isPresent()) {
      steps.add(new PlannedStep(StepName.JOB, "make the job what it should be"));
      steps.add(
          new PlannedStep(StepName.MIGRATE, "undo the migrations of " + undone.identity().id()));
    }
    return steps;
  }

  @Override
  public String take(StepName step) {
    switch (step) {
      case CHECK -> {
        passage.platform().obstacles(job);
        requireOldSchema();
      }
      case TRAFFIC -> {
        passage.facts().putBefore(Optional.of(before));
        passage.platform().restore(before, passage.watch());
      }
      case JOB -> passage.platform().prepare(job, passage.watch());
      case MIGRATE -> {
        return jobs.undo(arguments(undo.orElseThrow()));
      }
      default -> throw new IllegalStateException(step + " is no step of a rollback");
    }
    return step == StepName.TRAFFIC ? before.revision() + " has all traffic" : "";
  }

  /** What served before needs what a migration of the phase {@code post} has taken away. */
  private void requireOldSchema() {
    boolean isContracted =
        Outcome.SUCCEEDED.id().equals(undone.facts().get("post.outcome"))
            && passage.work().ledger().proof(undone.identity().image()).undone().isEmpty();
    if (isContracted && !passage.isDone(StepName.TRAFFIC)) {
      throw LockkeeperException.because(
              ErrorCode.RELEASE_CONFLICT,
              before.revision()
                  + " cannot work with this schema any more: the release "
                  + undone.identity().id()
                  + " has run its migrations of the phase post")
          .hint(
              "Undo these first: `lockkeeper history "
                  + undone.facts().getOrDefault("post.run", "")
                  + "` shows them, and `lockkeeper down` undoes the last batch. Then run the"
                  + " command again.")
          .build();
    }
  }

  private List<String> arguments(List<String> words) {
    return words.stream().map(word -> word.replace("{release}", undone.identity().id())).toList();
  }

  @Override
  public boolean isRepeated(StepName step) {
    return step == StepName.CHECK || step == StepName.TRAFFIC;
  }

  @Override
  public String afterFailure(StepName step, LockkeeperException failure) {
    return switch (step) {
      case CHECK -> "Nothing was changed.";
      case TRAFFIC -> "The traffic may be where it was.";
      default -> before.revision() + " has all traffic; the database was not brought back.";
    };
  }
}
