package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.Place;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Job;
import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.settings.BackupSettings;
import dev.lockkeeper.release.settings.JobSettings;
import dev.lockkeeper.release.settings.KubernetesSettings;
import dev.lockkeeper.release.settings.ServiceSettings;
import dev.lockkeeper.release.settings.TrafficSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service as a project describes it; each method gives another one with one thing changed. */
record Shop(
    List<String> command,
    Map<String, String> env,
    Map<String, String> secrets,
    List<String> secretNames,
    Duration timeout,
    int retries,
    Duration readyTimeout,
    String image) {
  static final String REPOSITORY = "registry.example/shop/orders";
  static final String FIRST = "sha256:" + "1".repeat(64);
  static final String SECOND = "sha256:" + "2".repeat(64);

  static Shop runs(String... command) {
    return new Shop(
        List.of(command),
        Map.of(),
        Map.of(),
        List.of(),
        Duration.ofMinutes(5),
        0,
        Duration.ofMinutes(1),
        REPOSITORY + "@" + FIRST);
  }

  /** A job that a shell describes, which is shorter in tests. */
  static Shop shell(String script) {
    return runs("/bin/sh", "-c", script);
  }

  Shop with(Map<String, String> newEnv, Map<String, String> newSecrets) {
    return new Shop(
        command, newEnv, newSecrets, secretNames, timeout, retries, readyTimeout, image);
  }

  Shop withSecretNames(String... names) {
    return new Shop(command, env, secrets, List.of(names), timeout, retries, readyTimeout, image);
  }

  Shop within(Duration newTimeout, int newRetries) {
    return new Shop(
        command, env, secrets, secretNames, newTimeout, newRetries, readyTimeout, image);
  }

  Shop readyWithin(Duration newTimeout) {
    return new Shop(command, env, secrets, secretNames, timeout, retries, newTimeout, image);
  }

  Shop image(String newImage) {
    return new Shop(command, env, secrets, secretNames, timeout, retries, readyTimeout, newImage);
  }

  JobSettings job() {
    return new JobSettings(
        true,
        "orders-migrate",
        Optional.empty(),
        command,
        List.of(),
        env,
        secrets,
        timeout,
        retries,
        Optional.of("500m"),
        Optional.of("256Mi"));
  }

  JobRun run(String key) {
    return new JobRun(
        new Job(
            job(),
            ImageReference.parse(image).orElseThrow(),
            "01hz-release",
            Map.of("LOCKKEEPER_RELEASE", "01hz-release")),
        key,
        Optional.empty());
  }

  KubernetesSettings place(String context) {
    return new KubernetesSettings(
        Optional.of(context),
        ClusterSimulation.NAMESPACE,
        "orders",
        Optional.empty(),
        Optional.of("migrator"),
        secretNames);
  }

  ServiceSettings service(String context) {
    return new ServiceSettings(
        "orders",
        Place.of("lockkeeper.yaml"),
        Optional.empty(),
        job(),
        new TrafficSettings(List.of(100), Duration.ZERO, readyTimeout, readyTimeout),
        Optional.empty(),
        BackupSettings.NONE,
        false,
        List.of(),
        List.of(),
        place(context));
  }

  /** The platform as the gate gets it: from the service's provider, by a kubeconfig file. */
  Platform platform(ClusterSimulation cluster, Path folder) throws IOException {
    String before = System.getProperty("kubeconfig");
    System.setProperty(
        "kubeconfig", cluster.writeKubeconfig(folder.resolve("kubeconfig")).toString());
    try {
      return new KubernetesProvider().open(service(ClusterSimulation.CONTEXT), Map.of());
    } finally {
      if (before == null) {
        System.clearProperty("kubeconfig");
      } else {
        System.setProperty("kubeconfig", before);
      }
    }
  }
}
