package dev.lockkeeper.release.gate;

import dev.lockkeeper.release.settings.BackupKind;
import dev.lockkeeper.release.settings.ServiceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The steps of a release in their order. Pure. */
final class Course {
  private final ServiceSettings service;
  private final List<PlannedStep> steps = new ArrayList<>();

  private Course(ServiceSettings service) {
    this.service = service;
  }

  /**
   * The steps for a service.
   *
   * @param hasTraffic whether its platform can place a revision without traffic
   */
  static List<PlannedStep> of(ServiceSettings service, boolean hasTraffic) {
    Course course = new Course(service);
    course.untilProof();
    course.newRevision(hasTraffic);
    course.afterwards();
    return List.copyOf(course.steps);
  }

  private void untilProof() {
    step(StepName.CHECK, "look for missing rights and settings, and at what serves now");
    if (service.backup().kind() != BackupKind.NONE) {
      step(StepName.BACKUP, "keep the database (" + service.backup().kind().id() + ")");
    }
    if (!service.before().isEmpty()) {
      step(StepName.BEFORE, "run " + programs(service.before()));
    }
    if (service.job().enabled()) {
      step(StepName.JOB, "make the job " + service.job().name() + " what it should be");
      step(StepName.MIGRATE, "run the job and wait for its end");
    }
    step(StepName.PROVE, "look into the ledger for the proof");
  }

  private void newRevision(boolean hasTraffic) {
    step(
        StepName.DEPLOY,
        hasTraffic ? "make the new revision, without traffic" : "replace what serves");
    step(StepName.READY, "wait until the new revision is ready");
    service
        .smoke()
        .ifPresent(smoke -> step(StepName.SMOKE, "ask the new revision for " + smoke.path()));
    if (hasTraffic) {
      String shares =
          service.traffic().steps().stream()
              .map(share -> share + " %")
              .collect(Collectors.joining(", "));
      step(StepName.TRAFFIC, "give it the traffic: " + shares);
    }
  }

  private void afterwards() {
    step(StepName.DRAIN, "wait until the old revision is gone");
    if (service.post()) {
      step(StepName.POST, "run the job for the migrations of the phase post");
    }
    if (!service.after().isEmpty()) {
      step(StepName.AFTER, "run " + programs(service.after()));
    }
  }

  private static String programs(List<List<String>> all) {
    return all.stream().map(words -> String.join(" ", words)).collect(Collectors.joining("; "));
  }

  private void step(StepName name, String what) {
    steps.add(new PlannedStep(name, what));
  }
}
