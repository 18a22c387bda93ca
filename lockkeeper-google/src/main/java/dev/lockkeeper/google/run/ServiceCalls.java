package dev.lockkeeper.google.run;

import com.google.api.gax.rpc.ApiException;
import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.CreateServiceRequest;
import com.google.cloud.run.v2.Revision;
import com.google.cloud.run.v2.Service;
import com.google.cloud.run.v2.UpdateServiceRequest;
import com.google.protobuf.FieldMask;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Watch;
import java.util.List;
import java.util.Optional;

/** Reads and changes the service. A change of somebody else's is never overwritten. */
final class ServiceCalls {
  private final Place place;
  private final Clients clients;
  private final Calls calls;

  ServiceCalls(Place place, Clients clients, Calls calls) {
    this.place = place;
    this.clients = clients;
    this.calls = calls;
  }

  Optional<Service> find(Watch watch) {
    return calls.find(
        what("cannot be read"),
        "run.services.get",
        watch,
        () -> clients.services().getService(place.service()));
  }

  Service get(Watch watch) {
    return find(watch).orElseThrow(() -> conflict("is not there any more"));
  }

  Optional<Revision> revision(String name, Watch watch) {
    return calls.find(
        "the revision " + name + " cannot be read",
        "run.revisions.get",
        watch,
        () -> clients.revisions().getRevision(place.revision(name)));
  }

  /**
   * Sends a change with the etag that was read with it.
   *
   * @return false if it is not known whether it was carried out, and has to be looked at
   */
  boolean update(Service service, List<String> fields, Watch watch) {
    UpdateServiceRequest request =
        UpdateServiceRequest.newBuilder()
            .setService(service)
            .setUpdateMask(FieldMask.newBuilder().addAllPaths(fields))
            .build();
    return isSent(
        () -> clients.services().updateServiceCallable().call(request),
        "run.services.update",
        watch);
  }

  /** The same for a service that is not there yet. */
  boolean create(Service service, Watch watch) {
    CreateServiceRequest request =
        CreateServiceRequest.newBuilder()
            .setParent(place.parent())
            .setServiceId(place.cloud().service())
            .setService(service)
            .build();
    return isSent(
        () -> clients.services().createServiceCallable().call(request),
        "run.services.create",
        watch);
  }

  private boolean isSent(Runnable call, String permission, Watch watch) {
    try {
      call.run();
      return true;
    } catch (ApiException e) {
      if (Calls.isConflict(e)) {
        throw conflict("was changed by somebody else meanwhile" + Words.behind(e.getMessage()));
      }
      if (!Calls.isPassing(e)) {
        throw calls.refused(what("cannot be changed"), permission, e);
      }
      watch.say(what("was not changed for certain; looking at it again"));
      watch.pause(calls.polling().first());
      return false;
    }
  }

  LockkeeperException conflict(String happened) {
    return LockkeeperException.because(ErrorCode.RELEASE_CONFLICT, what(happened))
        .hint(
            "Nothing of it was overwritten. Look with `gcloud run services describe "
                + place.cloud().service()
                + " "
                + place.options()
                + "` who deploys past the gate, and start a new release.")
        .build();
  }

  LockkeeperException failed(ErrorCode code, String happened, String hint) {
    return LockkeeperException.because(code, what(happened)).hint(hint).build();
  }

  String what(String happened) {
    return "the service " + place.cloud().service() + " " + happened;
  }

  Polling polling() {
    return calls.polling();
  }

  /** Whether Cloud Run has come to an end with what was asked of it last. */
  static boolean isSettled(Service service) {
    return !service.getReconciling()
        && service.getObservedGeneration() >= service.getGeneration()
        && (service.getTerminalCondition().getState() == Condition.State.CONDITION_SUCCEEDED
            || Operations.hasFailed(service.getTerminalCondition()));
  }

  /** What changes with every change of the service, whoever makes it. */
  static String version(Service service) {
    return service.getUid() + "/" + service.getGeneration();
  }

  /** A condition in words. */
  static String words(Condition condition) {
    return Reasons.name(condition) + Words.behind(condition.getMessage());
  }
}
