package dev.lockkeeper.cli;

import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.Condition.CommonReason;
import dev.lockkeeper.failure.ErrorCode;
import io.grpc.Status;
import java.util.List;
import java.util.stream.Stream;

/**
 * Something that goes wrong in a release on Cloud Run, and what must come of it.
 *
 * @param step where it happens
 * @param name what happens
 * @param make brings it about
 * @param mend ends it
 * @param code what the report calls it; empty if the release goes on all the same
 * @param exit the exit code of the gate
 * @param isSample whether it is tried in every build
 */
record CloudRunFault(
    String step, String name, Change make, Change mend, String code, int exit, boolean isSample) {
  private static final String BROKEN = "migrations/20260201000000_broken.up.sql";

  /** Changes a project and its cloud. */
  @FunctionalInterface
  interface Change {
    void on(CloudRunProject project) throws Exception;
  }

  @Override
  public String toString() {
    return step + ": " + name;
  }

  static List<CloudRunFault> all() {
    return Stream.of(jobs(), executions(), revisions()).flatMap(each -> each).toList();
  }

  private static Stream<CloudRunFault> jobs() {
    return Stream.of(
        fault("check", "the gate may not change jobs", ErrorCode.PERMISSION)
            .by(
                project -> project.cloud().grants().deny("run.jobs.update"),
                project -> project.cloud().grants().allow("run.jobs.update")),
        fault("job", "the job cannot be updated", ErrorCode.PLATFORM)
            .by(
                project -> {
                  project.cloud().faults().failAlways("CreateJob", Status.INTERNAL);
                  project.cloud().faults().failAlways("UpdateJob", Status.INTERNAL);
                })
            .sampled(),
        fault("job", "the job's account may not read its secret", ErrorCode.PERMISSION)
            .by(
                project ->
                    project.cloud().faults().failJobs(CommonReason.SECRETS_ACCESS_CHECK_FAILED)));
  }

  private static Stream<CloudRunFault> executions() {
    return Stream.of(
        fault("migrate", "a statement of a migration fails", ErrorCode.JOB_FAILED)
            .by(
                project -> project.files().write(BROKEN, "SELECT nothing_like_this();\n"),
                project -> project.files().write(BROKEN, "SELECT 1;\n"))
            .sampled(),
        goesOn("migrate", "RunJob starts the job and its answer is lost")
            .by(project -> project.cloud().faults().failAfter("RunJob", Status.UNAVAILABLE))
            .sampled(),
        goesOn("migrate", "the log stays empty").by(project -> project.cloud().faults().loseLogs()),
        fault("migrate", "the image is not there", ErrorCode.PLATFORM_SETTINGS)
            .by(project -> project.endExecutions(CommonReason.CONTAINER_MISSING)),
        fault("migrate", "the execution vanishes", ErrorCode.JOB_LOST)
            .by(
                project ->
                    project
                        .cloud()
                        .faults()
                        .before("GetExecution", project.cloud()::forgetExecutions)),
        fault("prove", "the job ends well without a record", ErrorCode.NOT_PROVEN)
            .by(
                project -> project.image(List.of("true")),
                project -> project.image(project.program()))
            .sampled());
  }

  private static Stream<CloudRunFault> revisions() {
    return Stream.of(
        fault("deploy", "somebody else deploys meanwhile", ErrorCode.RELEASE_CONFLICT)
            .by(project -> project.cloud().faults().before("RunJob", project::deployElsewhere)),
        fault("deploy", "the gate may not change the service", ErrorCode.PERMISSION)
            .by(
                project ->
                    project.cloud().faults().failAlways("UpdateService", Status.PERMISSION_DENIED)),
        fault("ready", "the new revision never gets ready", ErrorCode.REVISION_NOT_READY)
            .by(
                project ->
                    project.cloud().faults().failRevisions(CommonReason.PROGRESS_DEADLINE_EXCEEDED))
            .sampled(),
        fault("smoke", "the new revision answers wrongly", ErrorCode.SMOKE_CHECK)
            .by(project -> project.cloud().answer(500), project -> project.cloud().answer(200)),
        fault("traffic", "the traffic is refused", ErrorCode.PLATFORM)
            .by(
                project ->
                    project
                        .cloud()
                        .faults()
                        .before("UpdateService", () -> {})
                        .before("UpdateService", () -> project.cloud().faults().refuseTraffic())));
  }

  private static Draft fault(String step, String name, ErrorCode code) {
    return new Draft(step, name, code.id(), code.outcome().exitCode());
  }

  private static Draft goesOn(String step, String name) {
    return new Draft(step, name, "", 0);
  }

  /** A fault of which it is not said yet how it comes about. */
  private record Draft(String step, String name, String code, int exit) {
    CloudRunFault by(Change make, Change mend) {
      return new CloudRunFault(step, name, make, mend, code, exit, false);
    }

    CloudRunFault by(Change make) {
      return by(make, project -> project.cloud().faults().mend());
    }
  }

  private CloudRunFault sampled() {
    return new CloudRunFault(step, name, make, mend, code, exit, true);
  }

  /** The row of the documentation. */
  String row() {
    return "| "
        + step
        + " | "
        + name
        + " | "
        + (exit == 0 ? "new" : "old")
        + " | "
        + (code.isEmpty() ? "" : "`" + code + "`")
        + " | "
        + exit
        + " |";
  }

  static Condition failed(CommonReason reason) {
    return Condition.newBuilder()
        .setType("Completed")
        .setState(Condition.State.CONDITION_FAILED)
        .setReason(reason)
        .setMessage("it could not start")
        .build();
  }
}
