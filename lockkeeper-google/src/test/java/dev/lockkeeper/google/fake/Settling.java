package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.Condition.CommonReason;
import com.google.cloud.run.v2.Revision;
import com.google.cloud.run.v2.Service;
import com.google.cloud.run.v2.TrafficTarget;
import com.google.cloud.run.v2.TrafficTargetAllocationType;
import com.google.cloud.run.v2.TrafficTargetStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Brings a changed service into force: its new revision becomes ready or not, and if it does, the
 * traffic moves. If it does not, what served before goes on. Guarded by the state.
 */
final class Settling {
  private final CloudState state;
  private final FakeImages images;
  private final FakeSites sites;

  Settling(CloudState state, FakeImages images, FakeSites sites) {
    this.state = state;
    this.images = images;
    this.sites = sites;
  }

  void settle(String name) {
    Service service = state.services.get(name);
    if (service == null) {
      return;
    }
    Condition ready = readiness(service);
    Service.Builder settled =
        service.toBuilder()
            .setReconciling(false)
            .setObservedGeneration(service.getGeneration())
            .setUri(sites.uri(name));
    if (ready.getState() == Condition.State.CONDITION_SUCCEEDED) {
      settled.setLatestReadyRevision(service.getLatestCreatedRevision());
      if (state.faults.isTrafficRefused()) {
        ready =
            Conditions.failed("Ready", CommonReason.INTERNAL, "The traffic could not be moved.");
      } else {
        settled.clearTrafficStatuses().addAllTrafficStatuses(statuses(settled.build()));
      }
    }
    state.services.put(name, settled.setTerminalCondition(ready).build());
    retire(settled.build());
    sites.serve(settled.build());
  }

  private Condition readiness(Service service) {
    String latest = service.getLatestCreatedRevision();
    Revision revision = state.revisions.get(latest);
    String image = revision.getContainers(0).getImage();
    boolean isNew = revision.getReconciling();
    Optional<CommonReason> fault = isNew ? state.faults.revisions() : Optional.empty();
    Condition ready =
        !isNew
            ? revision.getConditions(0)
            : fault.isPresent()
                ? Conditions.failed("Ready", fault.get(), "the fault of this test")
                : images.program(image).isEmpty()
                    ? Conditions.failed(
                        "Ready", CommonReason.CONTAINER_MISSING, "Image '" + image + "' not found.")
                    : Conditions.good("Ready");
    state.revisions.put(
        latest,
        revision.toBuilder()
            .setReconciling(false)
            .setObservedGeneration(1)
            .clearConditions()
            .addConditions(ready)
            .build());
    return ready.getState() == Condition.State.CONDITION_FAILED
        ? Conditions.failed(
            "Ready", CommonReason.REVISION_FAILED, "Revision is not ready and cannot serve.")
        : ready;
  }

  private List<TrafficTargetStatus> statuses(Service service) {
    List<TrafficTarget> targets = new ArrayList<>(service.getTrafficList());
    if (targets.isEmpty()) {
      targets.add(
          TrafficTarget.newBuilder()
              .setType(TrafficTargetAllocationType.TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST)
              .setPercent(100)
              .build());
    }
    List<TrafficTargetStatus> statuses = new ArrayList<>();
    for (TrafficTarget target : targets) {
      TrafficTargetStatus.Builder status =
          TrafficTargetStatus.newBuilder()
              .setType(target.getType())
              .setRevision(target.getRevision())
              .setPercent(target.getPercent())
              .setTag(target.getTag());
      if (!target.getTag().isEmpty()) {
        status.setUri(sites.uri(service.getName() + "#" + target.getTag()));
      }
      statuses.add(status.build());
    }
    return statuses;
  }

  /** Revisions without a share and without a tag are retired. */
  private void retire(Service service) {
    Set<String> used = new HashSet<>();
    service
        .getTrafficStatusesList()
        .forEach(
            status ->
                used.add(
                    status.getRevision().isEmpty()
                        ? service.getLatestReadyRevision()
                        : service.getName() + "/revisions/" + status.getRevision()));
    state.revisions.replaceAll(
        (name, revision) ->
            !name.startsWith(service.getName() + "/") || revision.getReconciling()
                ? revision
                : retired(revision, !used.contains(name)));
  }

  private static Revision retired(Revision revision, boolean isRetired) {
    Revision.Builder changed = revision.toBuilder().clearConditions();
    changed.addConditions(revision.getConditions(0));
    return isRetired ? changed.addConditions(Conditions.retired()).build() : changed.build();
  }
}
