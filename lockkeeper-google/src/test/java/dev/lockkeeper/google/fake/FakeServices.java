package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.CreateServiceRequest;
import com.google.cloud.run.v2.GetServiceRequest;
import com.google.cloud.run.v2.Revision;
import com.google.cloud.run.v2.RevisionTemplate;
import com.google.cloud.run.v2.Service;
import com.google.cloud.run.v2.ServicesGrpc;
import com.google.cloud.run.v2.TrafficTarget;
import com.google.cloud.run.v2.UpdateServiceRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.longrunning.Operation;
import com.google.protobuf.Duration;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Services: each change of the template makes a revision, whose readiness comes later. */
final class FakeServices extends ServicesGrpc.ServicesImplBase {
  private static final int REQUEST_TIMEOUT = 300;

  private final CloudState state;
  private final Settling settling;

  FakeServices(CloudState state, Settling settling) {
    this.state = state;
    this.settling = settling;
  }

  @Override
  public void getService(GetServiceRequest request, StreamObserver<Service> observer) {
    state.answer(
        observer,
        "GetService",
        "run.services.get",
        () -> {
          state.tick(request.getName());
          return existing(request.getName());
        });
  }

  @Override
  public void createService(CreateServiceRequest request, StreamObserver<Operation> observer) {
    state.answer(
        observer,
        "CreateService",
        "run.services.create",
        () -> {
          String name = request.getParent() + "/services/" + request.getServiceId();
          if (state.services.containsKey(name)) {
            throw Status.ALREADY_EXISTS
                .withDescription("Resource '" + request.getServiceId() + "' already exists.")
                .asRuntimeException();
          }
          return changed(
              request.getService().toBuilder()
                  .setName(name)
                  .setUid(state.letters(8))
                  .setGeneration(1)
                  .build(),
              true);
        });
  }

  @Override
  public void updateService(UpdateServiceRequest request, StreamObserver<Operation> observer) {
    state.answer(observer, "UpdateService", "run.services.update", () -> update(request));
  }

  /** Adds a service that is in force at once. */
  void add(Service service) {
    changed(service.toBuilder().setUid(state.letters(8)).setGeneration(1).build(), true);
    state.settle(service.getName());
  }

  Operation update(UpdateServiceRequest request) {
    Service wished = request.getService();
    Service old = existing(wished.getName());
    CloudState.checkEtag(wished.getEtag(), old.getEtag(), old.getName());
    List<String> mask = request.getUpdateMask().getPathsList();
    Service.Builder changed = old.toBuilder().setGeneration(old.getGeneration() + 1);
    if (mask.isEmpty() || mask.contains("template")) {
      changed.setTemplate(wished.getTemplate());
    }
    if (mask.isEmpty() || mask.contains("traffic")) {
      changed.clearTraffic().addAllTraffic(wished.getTrafficList());
    }
    return changed(changed.build(), !changed.getTemplate().equals(old.getTemplate()));
  }

  private Operation changed(Service service, boolean isNewRevision) {
    String name = service.getName();
    CloudState.checkLabels(service.getTemplate().getLabelsMap());
    checkTraffic(service);
    Service.Builder pending =
        service.toBuilder()
            .setEtag(state.etag())
            .setUpdateTime(CloudState.now())
            .setReconciling(true)
            .setTerminalCondition(Conditions.underWay("Ready"));
    if (isNewRevision) {
      pending.setLatestCreatedRevision(name + "/revisions/" + revision(service));
    }
    state.services.put(name, pending.build());
    state.later(name, () -> settling.settle(name));
    return state.operation(
        name, pending.build(), all -> all.isPending(name) ? null : all.services.get(name));
  }

  private static void checkTraffic(Service service) {
    int sum = service.getTrafficList().stream().mapToInt(TrafficTarget::getPercent).sum();
    if (service.getTrafficCount() > 0 && sum != 100) {
      throw CloudState.invalid("traffic must sum to 100, not " + sum);
    }
  }

  private String revision(Service service) {
    RevisionTemplate template = service.getTemplate();
    String brief = Runlets.brief(service.getName());
    String revision =
        template.getRevision().isEmpty()
            ? brief + "-0000" + service.getGeneration() + "-" + state.letters(3)
            : template.getRevision();
    String name = service.getName() + "/revisions/" + revision;
    if (!revision.startsWith(brief + "-") || revision.length() > 63) {
      throw CloudState.invalid("revision name " + revision);
    }
    if (state.revisions.containsKey(name)) {
      throw Status.ALREADY_EXISTS
          .withDescription("Revision named '" + revision + "' already exists.")
          .asRuntimeException();
    }
    state.revisions.put(
        name,
        Revision.newBuilder()
            .setName(name)
            .setService(brief)
            .setGeneration(1)
            .putAllLabels(template.getLabelsMap())
            .addAllContainers(template.getContainersList())
            .setServiceAccount(template.getServiceAccount())
            .setTimeout(
                template.hasTimeout()
                    ? template.getTimeout()
                    : Duration.newBuilder().setSeconds(REQUEST_TIMEOUT).build())
            .setReconciling(true)
            .addConditions(Conditions.underWay("Ready"))
            .build());
    return revision;
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
                    state.services.containsKey(request.getResource())
                        ? state.grants.held(request.getPermissionsList())
                        : List.of())
                .build());
  }

  private Service existing(String name) {
    Service service = state.services.get(name);
    if (service == null) {
      throw CloudState.notFound(name);
    }
    return service;
  }
}
