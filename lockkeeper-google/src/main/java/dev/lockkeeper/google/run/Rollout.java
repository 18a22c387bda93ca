package dev.lockkeeper.google.run;

import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.Container;
import com.google.cloud.run.v2.RevisionTemplate;
import com.google.cloud.run.v2.Service;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Candidate;
import dev.lockkeeper.release.platform.Revision;
import dev.lockkeeper.release.platform.Serving;
import dev.lockkeeper.release.platform.Watch;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the new revision, which takes no traffic, and waits until it is ready. */
final class Rollout {
  private static final int TRIES = 3;
  private static final String READY = "Ready";

  private final ServiceCalls services;
  private final RevisionNaming naming;

  Rollout(ServiceCalls services, RevisionNaming naming) {
    this.services = services;
    this.naming = naming;
  }

  /** What has traffic now; empty if nothing has. */
  Optional<Serving> serving(Watch watch) {
    Optional<Service> found = services.find(watch);
    Map<String, Integer> shares = found.map(Traffic::effective).orElse(Map.of());
    Optional<String> most =
        shares.entrySet().stream().max(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
    return most.map(
        revision ->
            new Serving(
                revision,
                shares,
                services
                    .revision(revision, watch)
                    .filter(each -> each.getContainersCount() > 0)
                    .map(each -> each.getContainers(ingress(each.getContainersList())).getImage()),
                ServiceCalls.version(found.get())));
  }

  Revision deploy(Candidate candidate, Watch watch) {
    String name = naming.revision(candidate.release());
    for (int i = 0; i < TRIES; i++) {
      Optional<Service> found = services.find(watch);
      boolean isThere = found.filter(service -> isDeployed(service, candidate, name)).isPresent();
      if (isThere || change(found, candidate, name, watch)) {
        return new Revision(name, address(candidate, watch));
      }
    }
    throw services.failed(
        ErrorCode.PLATFORM,
        "could not be changed in " + TRIES + " attempts",
        "Run this again: what was done is found.");
  }

  private boolean isDeployed(Service service, Candidate candidate, String name) {
    RevisionTemplate template = service.getTemplate();
    if (!template.getRevision().equals(name) || template.getContainersCount() == 0) {
      return false;
    }
    String image = template.getContainers(ingress(template.getContainersList())).getImage();
    if (!image.equals(candidate.image().toString())) {
      throw services.conflict(
          "has a revision " + name + " already, with the image " + Words.of(image));
    }
    return true;
  }

  private boolean change(Optional<Service> found, Candidate candidate, String name, Watch watch) {
    Optional<Serving> before = candidate.before();
    if (found.isEmpty()) {
      if (before.isPresent()) {
        throw services.conflict("was deleted since the release began");
      }
      return services.create(with(Service.getDefaultInstance(), candidate, name), watch);
    }
    Service old = found.get();
    boolean isOther =
        before.isPresent()
            ? !before.get().version().equals(ServiceCalls.version(old))
            : !Traffic.effective(old).isEmpty();
    if (isOther) {
      throw services.conflict("was changed since the release began");
    }
    Service wished = with(old, candidate, name);
    if (before.isPresent()) {
      wished =
          wished.toBuilder()
              .clearTraffic()
              .addAllTraffic(
                  Traffic.pinned(
                      old.getTrafficList(),
                      before.get().traffic(),
                      name,
                      naming.tag(candidate.release())))
              .build();
    }
    return services.update(wished, List.of("template", "traffic"), watch);
  }

  /** The service with another image, a name for its revision, and labels; all else is kept. */
  private static Service with(Service old, Candidate candidate, String name) {
    RevisionTemplate.Builder template =
        old.getTemplate().toBuilder()
            .setRevision(name)
            .putAllLabels(Labels.values(candidate.labels()));
    if (template.getContainersCount() == 0) {
      template.addContainers(Container.getDefaultInstance());
    }
    template
        .getContainersBuilder(ingress(template.getContainersList()))
        .setImage(candidate.image().toString());
    return old.toBuilder().setTemplate(template).build();
  }

  /** Of several containers the one that has a port gets the requests. */
  private static int ingress(List<Container> containers) {
    for (int i = 0; i < containers.size(); i++) {
      if (containers.get(i).getPortsCount() > 0) {
        return i;
      }
    }
    return 0;
  }

  /** Where the new revision answers; Cloud Run may need a moment to say so. */
  private Optional<URI> address(Candidate candidate, Watch watch) {
    Optional<String> tag = naming.tag(candidate.release());
    boolean isFirst = candidate.before().isEmpty();
    if (tag.isEmpty() && !isFirst) {
      return Optional.empty();
    }
    Deadline deadline = Deadline.in(services.polling().lookFor());
    Polling.Pace pace = services.polling().pace();
    while (true) {
      Service service = services.get(watch);
      Optional<URI> address =
          isFirst ? Traffic.uri(service.getUri()) : Traffic.address(service, tag.orElseThrow());
      if (address.isPresent() || ServiceCalls.isSettled(service) || deadline.isOver()) {
        return address;
      }
      watch.pause(pace.next());
    }
  }

  void awaitReady(String name, Duration timeout, Watch watch) {
    Deadline deadline = Deadline.in(timeout);
    Polling.Pace pace = services.polling().pace();
    while (true) {
      Service service = services.get(watch);
      if (!service.getTemplate().getRevision().equals(name)) {
        throw services.conflict("was deployed by somebody else meanwhile");
      }
      Condition ready = ready(name, watch);
      if (Operations.hasFailed(ready)) {
        throw notReady(name, ServiceCalls.words(ready));
      }
      if (ServiceCalls.isSettled(service)) {
        if (Operations.hasFailed(service.getTerminalCondition())) {
          throw notReady(name, ServiceCalls.words(service.getTerminalCondition()));
        }
        if (ready.getState() == Condition.State.CONDITION_SUCCEEDED) {
          return;
        }
      }
      if (deadline.isOver()) {
        throw notReady(
            name, "not within " + timeout.toSeconds() + " s" + Words.behind(ready.getMessage()));
      }
      watch.pause(pace.next());
    }
  }

  private Condition ready(String name, Watch watch) {
    return services
        .revision(name, watch)
        .flatMap(
            revision ->
                revision.getConditionsList().stream()
                    .filter(condition -> condition.getType().equals(READY))
                    .findFirst())
        .orElse(Condition.getDefaultInstance());
  }

  private LockkeeperException notReady(String name, String why) {
    return LockkeeperException.because(
            ErrorCode.REVISION_NOT_READY, "the revision " + name + " is not ready: " + why)
        .hint(
            "It has no traffic. Read its log with `gcloud run services logs read`, mend the image"
                + " or its settings, and start a new release.")
        .build();
  }
}
