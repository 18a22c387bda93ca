package dev.lockkeeper.cli;

import com.google.cloud.run.v2.Condition.CommonReason;
import com.google.cloud.run.v2.Service;
import com.google.cloud.run.v2.TrafficTargetStatus;
import dev.lockkeeper.google.fake.FakeCloud;
import java.io.File;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A project whose service is on a Cloud Run of this machine, with the real job. */
final class CloudRunProject implements AutoCloseable {
  static final String OLD = "shop-00001";
  private static final String REPOSITORY = "registry.example.com/shop";
  private static final String OLD_DIGEST = "sha256:" + "1".repeat(64);
  private static final String NEW_DIGEST = "sha256:" + "2".repeat(64);
  static final String IMAGE = REPOSITORY + "@" + NEW_DIGEST;

  private static final String SETTINGS =
      """
      project: shop
      lock-wait: 1s
      services:
        shop:
          image: %s
          job:
            args: [up]
            timeout: 60s
            env: {%s}
          smoke: {timeout: 1s}
          traffic: {steps: [50, 100], ready-timeout: 5s, drain-timeout: 1s}
          cloud-run: {project: %s, region: %s}
      """;

  private final FakeCloud cloud = FakeCloud.start();
  private final ReleaseProject files;
  private final Path folder;

  CloudRunProject(Path folder) throws Exception {
    this.folder = folder;
    files = new ReleaseProject(folder);
    Map<String, String> database = new HashMap<>(files.environment());
    database.keySet().removeIf(name -> !name.startsWith("DB_"));
    files.environment().putAll(cloud.environment());
    cloud.image(OLD_DIGEST, List.of("true"));
    image(program());
    cloud.service("shop", REPOSITORY + "@" + OLD_DIGEST);
    files.write(
        "lockkeeper.yaml",
        SETTINGS.formatted(
            IMAGE,
            database.entrySet().stream()
                .map(each -> each.getKey() + ": \"" + each.getValue() + "\"")
                .collect(Collectors.joining(", ")),
            cloud.project(),
            cloud.region()));
  }

  FakeCloud cloud() {
    return cloud;
  }

  ReleaseProject files() {
    return files;
  }

  /** What the job's image runs. */
  List<String> program() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-cp",
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)),
        "dev.lockkeeper.cli.Main",
        "--project",
        folder.toString());
  }

  void image(List<String> program) {
    cloud.image(NEW_DIGEST, program);
  }

  void endExecutions(CommonReason reason) {
    cloud.faults().endExecutions(CloudRunFault.failed(reason));
  }

  /** Somebody deploys past the gate. */
  void deployElsewhere() {
    cloud.deployElsewhere(
        "shop",
        service -> {
          Service.Builder changed = service.toBuilder();
          changed.getTemplateBuilder().setRevision("shop-by-hand");
          return changed.build();
        });
  }

  /** The share of each revision. */
  Map<String, Integer> traffic() {
    Map<String, Integer> shares = new HashMap<>();
    for (TrafficTargetStatus status : cloud.service("shop").getTrafficStatusesList()) {
      if (status.getPercent() > 0) {
        // Traffic that goes to the latest revision does not name it.
        String name =
            status.getRevision().isEmpty()
                ? cloud.service("shop").getLatestReadyRevision().replaceAll(".*/", "")
                : status.getRevision();
        shares.merge(name, status.getPercent(), Integer::sum);
      }
    }
    return shares;
  }

  @Override
  public void close() {
    cloud.close();
  }
}
