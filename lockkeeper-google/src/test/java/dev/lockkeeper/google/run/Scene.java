package dev.lockkeeper.google.run;

import dev.lockkeeper.failure.Place;
import dev.lockkeeper.google.fake.FakeCloud;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Candidate;
import dev.lockkeeper.release.platform.Job;
import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.platform.Serving;
import dev.lockkeeper.release.settings.BackupSettings;
import dev.lockkeeper.release.settings.CloudRunSettings;
import dev.lockkeeper.release.settings.JobSettings;
import dev.lockkeeper.release.settings.ServiceSettings;
import dev.lockkeeper.release.settings.TrafficSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fake project, a service in it, and the platform under test, which opens it as in production.
 */
final class Scene implements AutoCloseable {
  static final String OLD = "sha256:" + "0".repeat(64);
  static final String NEW = "sha256:" + "1".repeat(64);
  static final String REPOSITORY = "europe-docker.pkg.dev/orders-project/apps/orders";

  final FakeCloud cloud = FakeCloud.start();
  final Notes notes = new Notes();
  final ImageReference image = ImageReference.parse(REPOSITORY + "@" + NEW).orElseThrow();
  CloudRunSettings settings =
      new CloudRunSettings(
          cloud.project(), cloud.region(), "orders", List.of(), Optional.empty(), Optional.empty());
  boolean post;
  JobSettings job = job(List.of("sh", "-c"), List.of("echo migrated"), Map.of(), 0);

  static JobSettings job(
      List<String> command, List<String> arguments, Map<String, String> secrets, int retries) {
    return new JobSettings(
        true,
        "orders-migrate",
        Optional.empty(),
        command,
        arguments,
        Map.of("APP", "orders"),
        secrets,
        Duration.ofSeconds(20),
        retries,
        Optional.empty(),
        Optional.empty());
  }

  Scene() {
    cloud.image(OLD, List.of("true"));
    cloud.image(NEW, List.of("true"));
  }

  /** A job with another image. */
  static com.google.cloud.run.v2.Job withImage(com.google.cloud.run.v2.Job job, String digest) {
    com.google.cloud.run.v2.Job.Builder changed = job.toBuilder();
    changed
        .getTemplateBuilder()
        .getTemplateBuilder()
        .getContainersBuilder(0)
        .setImage(REPOSITORY + "@" + digest);
    return changed.build();
  }

  /** The job prints and ends as a script of the shell says. */
  Scene script(String script) {
    job = job(List.of("sh", "-c"), List.of(script), Map.of(), 0);
    return this;
  }

  Scene service() {
    cloud.service("orders", REPOSITORY + "@" + OLD);
    return this;
  }

  Platform platform() {
    return new CloudRunProvider()
        .open(
            new ServiceSettings(
                "orders",
                Place.of("lockkeeper.yaml"),
                Optional.empty(),
                job,
                new TrafficSettings(
                    List.of(100), Duration.ZERO, Duration.ofSeconds(3), Duration.ofSeconds(1)),
                Optional.empty(),
                BackupSettings.NONE,
                post,
                List.of(),
                List.of(),
                settings),
            cloud.environment());
  }

  Job wished() {
    return wished(Map.of("LOCKKEEPER_RELEASE", "01R"));
  }

  Job wished(Map<String, String> env) {
    return new Job(job, image, "01RELEASE", env);
  }

  JobRun run() {
    return new JobRun(wished(), "01RELEASE-pre", Optional.empty());
  }

  Candidate candidate(Optional<Serving> before) {
    return new Candidate("01RELEASE", image, before, Map.of("lockkeeper-release", "01RELEASE"));
  }

  long count(String method) {
    return cloud.calls().stream().filter(method::equals).count();
  }

  @Override
  public void close() {
    cloud.close();
  }
}
