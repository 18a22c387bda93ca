package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.Container;
import com.google.cloud.run.v2.Execution;
import com.google.cloud.run.v2.Job;
import com.google.cloud.run.v2.RevisionTemplate;
import com.google.cloud.run.v2.Service;
import com.google.cloud.run.v2.TrafficTarget;
import com.google.cloud.run.v2.TrafficTargetAllocationType;
import com.google.cloud.run.v2.UpdateServiceRequest;
import com.google.protobuf.FieldMask;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A project of Google Cloud on this machine: Cloud Run, which really starts the programs of jobs,
 * Secret Manager and Cloud Logging on one port, for Google's own clients. Thread-safe.
 */
public final class FakeCloud implements AutoCloseable {
  private static final String PROJECT = "orders-project";
  private static final String REGION = "europe-west1";
  private static final String PARENT = "projects/" + PROJECT + "/locations/" + REGION;

  private final CloudState state = new CloudState();
  private final FakeSecretManager secrets = new FakeSecretManager();
  private final FakeImages images = new FakeImages();
  private final FakeSites sites = new FakeSites();
  private final FakeRegistry registry = new FakeRegistry();
  private final Runlets runlets;
  private final FakeServices services;
  private final FakeServer server;

  private FakeCloud() {
    SecretReads reads = new SecretReads(secrets, PROJECT);
    JobRules rules = new JobRules(state, images, reads);
    FakeLogs logs = new FakeLogs(state);
    runlets = new Runlets(state, rules, images, reads, logs);
    services = new FakeServices(state, new Settling(state, images, sites));
    server =
        FakeServer.start(
            new FakeJobs(state, rules, runlets),
            new FakeExecutions(state, runlets),
            new FakeTasks(state),
            services,
            new FakeRevisions(state),
            new FakeOperations(state),
            logs,
            secrets);
  }

  /** Starts an empty project. */
  public static FakeCloud start() {
    return new FakeCloud();
  }

  /** Its id. */
  public String project() {
    return PROJECT;
  }

  /** The only region. */
  public String region() {
    return REGION;
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return server.port();
  }

  /** The variables with which our clients find it. */
  public Map<String, String> environment() {
    String address = "http://127.0.0.1:" + port();
    return Map.of(
        "LOCKKEEPER_GOOGLE_ENDPOINT", address, "LOCKKEEPER_SECRET_MANAGER_ENDPOINT", address);
  }

  /** What goes wrong. */
  public Faults faults() {
    return state.faults;
  }

  /** Who may do what. */
  public Grants grants() {
    return state.grants;
  }

  /** The secrets. */
  public FakeSecretManager secrets() {
    return secrets;
  }

  /** The methods that were called, such as {@code RunJob}, in their order. */
  public List<String> calls() {
    return server.calls();
  }

  /**
   * Says what an image runs.
   *
   * @param digest {@code sha256:} and 64 hexadecimal digits
   * @param program a program of this machine and its first arguments; a job's own command takes its
   *     place
   */
  public void image(String digest, List<String> program) {
    images.add(digest, program);
  }

  /**
   * Pushes an image to a registry on this machine, where the tag means this one from now on.
   *
   * @param repository such as {@code apps/orders}
   * @return the image by its tag
   */
  public String push(String repository, String tag, List<String> program) {
    image(registry.push(repository, tag, program.toString()), program);
    return registry.host() + "/" + repository + ":" + tag;
  }

  /** Removes an image from its registry. */
  public void removeImage(String digest) {
    images.remove(digest);
  }

  /** The job of this name. */
  public Job job(String name) {
    synchronized (state) {
      return state.jobs.get(PARENT + "/jobs/" + name);
    }
  }

  /** Somebody changes a job by hand. */
  public void changeJob(String name, UnaryOperator<Job> change) {
    synchronized (state) {
      state.jobs.compute(
          PARENT + "/jobs/" + name,
          (key, old) ->
              change.apply(old).toBuilder()
                  .setGeneration(old.getGeneration() + 1)
                  .setObservedGeneration(old.getGeneration() + 1)
                  .setEtag(state.etag())
                  .build());
    }
  }

  /** The same, without a new etag. */
  public void changeJobUnseen(String name, UnaryOperator<Job> change) {
    synchronized (state) {
      state.jobs.compute(PARENT + "/jobs/" + name, (key, old) -> change.apply(old));
    }
  }

  /** All executions that are kept, oldest first. */
  public List<Execution> executions() {
    synchronized (state) {
      return List.copyOf(state.executions.values());
    }
  }

  /** Only so many executions are kept. */
  public void keepExecutions(int count) {
    runlets.keep(count);
  }

  /** Executions and what is known of them are gone. */
  public void forgetExecutions() {
    synchronized (state) {
      state.executions.clear();
      state.tasks.clear();
    }
  }

  /** Cancels all executions, as an operator would. */
  public void cancelExecutions() {
    executions().forEach(each -> runlets.cancel(each.getName()));
  }

  /** Waits until no job runs. */
  public void awaitExecutions() {
    runlets.awaitAll();
  }

  /** Adds a service with a revision {@code NAME-00001} that has all the traffic. */
  public void service(String name, String image) {
    synchronized (state) {
      String full = PARENT + "/services/" + name;
      Service service =
          Service.newBuilder()
              .setName(full)
              .setTemplate(
                  RevisionTemplate.newBuilder()
                      .setRevision(name + "-00001")
                      .addContainers(Container.newBuilder().setImage(image)))
              .build();
      services.add(
          service.toBuilder()
              .addTraffic(
                  TrafficTarget.newBuilder()
                      .setType(TrafficTargetAllocationType.TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST)
                      .setPercent(100))
              .build());
    }
  }

  /** The service of this name. */
  public Service service(String name) {
    synchronized (state) {
      return state.services.get(PARENT + "/services/" + name);
    }
  }

  /** Somebody deploys past the gate. */
  public void deployElsewhere(String name, UnaryOperator<Service> change) {
    synchronized (state) {
      Service old = service(name);
      services.update(
          UpdateServiceRequest.newBuilder()
              .setService(change.apply(old).toBuilder().setEtag(""))
              .setUpdateMask(FieldMask.newBuilder().addPaths("template").addPaths("traffic"))
              .build());
      state.settle(old.getName());
    }
  }

  /** A revision is shown as one that may still serve. */
  public void unretire(String revision) {
    synchronized (state) {
      state.revisions.replaceAll(
          (name, old) ->
              Runlets.brief(name).equals(revision)
                  ? old.toBuilder().clearConditions().addConditions(old.getConditions(0)).build()
                  : old);
    }
  }

  /** The HTTP status of all addresses of services and tags; 200 unless said otherwise. */
  public void answer(int httpStatus) {
    sites.answer(httpStatus);
  }

  @Override
  public void close() {
    runlets.close();
    server.close();
    sites.close();
    registry.close();
  }
}
