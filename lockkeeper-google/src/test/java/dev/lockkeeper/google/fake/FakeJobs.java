package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.CreateJobRequest;
import com.google.cloud.run.v2.GetJobRequest;
import com.google.cloud.run.v2.Job;
import com.google.cloud.run.v2.JobsGrpc;
import com.google.cloud.run.v2.RunJobRequest;
import com.google.cloud.run.v2.UpdateJobRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.longrunning.Operation;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Jobs: created, changed as a whole, and run. */
final class FakeJobs extends JobsGrpc.JobsImplBase {
  private final CloudState state;
  private final JobRules rules;
  private final Runlets runlets;

  FakeJobs(CloudState state, JobRules rules, Runlets runlets) {
    this.state = state;
    this.rules = rules;
    this.runlets = runlets;
  }

  @Override
  public void getJob(GetJobRequest request, StreamObserver<Job> observer) {
    state.answer(
        observer,
        "GetJob",
        "run.jobs.get",
        () -> {
          state.tick(request.getName());
          return existing(request.getName());
        });
  }

  @Override
  public void createJob(CreateJobRequest request, StreamObserver<Operation> observer) {
    state.answer(observer, "CreateJob", "run.jobs.create", () -> create(request));
  }

  private Operation create(CreateJobRequest request) {
    String name = request.getParent() + "/jobs/" + request.getJobId();
    if (state.jobs.containsKey(name)) {
      throw Status.ALREADY_EXISTS
          .withDescription("Resource '" + request.getJobId() + "' already exists.")
          .asRuntimeException();
    }
    if (!request.getJob().getName().isEmpty()) {
      throw CloudState.invalid("job.name must be empty when a job is created");
    }
    Job checked = rules.checked(request.getJob());
    if (request.getValidateOnly()) {
      return Operation.newBuilder().setDone(true).build();
    }
    return changed(
        checked.toBuilder()
            .setName(name)
            .setUid(state.letters(8))
            .setGeneration(1)
            .setCreateTime(CloudState.now())
            .build());
  }

  @Override
  public void updateJob(UpdateJobRequest request, StreamObserver<Operation> observer) {
    state.answer(observer, "UpdateJob", "run.jobs.update", () -> update(request));
  }

  private Operation update(UpdateJobRequest request) {
    Job old = existing(request.getJob().getName());
    CloudState.checkEtag(request.getJob().getEtag(), old.getEtag(), old.getName());
    Job checked = rules.checked(request.getJob());
    if (request.getValidateOnly()) {
      return Operation.newBuilder().setDone(true).build();
    }
    return changed(
        old.toBuilder()
            .clearLabels()
            .putAllLabels(checked.getLabelsMap())
            .setTemplate(checked.getTemplate())
            .setGeneration(old.getGeneration() + 1)
            .build());
  }

  private Operation changed(Job job) {
    String name = job.getName();
    Job pending =
        job.toBuilder()
            .setEtag(state.etag())
            .setUpdateTime(CloudState.now())
            .setReconciling(true)
            .setTerminalCondition(Conditions.underWay("Ready"))
            .build();
    state.jobs.put(name, pending);
    state.later(
        name,
        () ->
            state.jobs.computeIfPresent(
                name,
                (key, current) ->
                    current.toBuilder()
                        .setReconciling(false)
                        .setObservedGeneration(current.getGeneration())
                        .setTerminalCondition(rules.readiness(current))
                        .build()));
    return state.operation(name, pending, all -> all.isPending(name) ? null : all.jobs.get(name));
  }

  @Override
  public void runJob(RunJobRequest request, StreamObserver<Operation> observer) {
    String permission = request.hasOverrides() ? "run.jobs.runWithOverrides" : "run.jobs.run";
    state.answer(observer, "RunJob", permission, () -> run(request));
  }

  private Operation run(RunJobRequest request) {
    Job job = existing(request.getName());
    CloudState.checkEtag(request.getEtag(), job.getEtag(), job.getName());
    return runlets.start(job, request.getOverrides());
  }

  @Override
  public void testIamPermissions(
      TestIamPermissionsRequest request, StreamObserver<TestIamPermissionsResponse> observer) {
    state.answer(
        observer,
        "TestIamPermissions",
        "",
        () ->
            TestIamPermissionsResponse.newBuilder()
                .addAllPermissions(
                    state.jobs.containsKey(request.getResource())
                        ? state.grants.held(request.getPermissionsList())
                        : List.of())
                .build());
  }

  private Job existing(String name) {
    Job job = state.jobs.get(name);
    if (job == null) {
      throw CloudState.notFound(name);
    }
    return job;
  }
}
