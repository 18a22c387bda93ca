package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.Place;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Job;
import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.platform.LogLine;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.platform.PlatformProvider;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.release.settings.BackupSettings;
import dev.lockkeeper.release.settings.JobSettings;
import dev.lockkeeper.release.settings.KubernetesSettings;
import dev.lockkeeper.release.settings.ServiceSettings;
import dev.lockkeeper.release.settings.TrafficSettings;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Runs a job by the platform of a jar that is not on the class path, in a virtual machine of its
 * own. Knows nothing of the client's classes, nor of those of the tests.
 */
final class JarProgram {
  private JarProgram() {}

  /** Takes the jar, the context, the namespace and the image. */
  public static void main(String[] arguments) throws Exception {
    URL jar = Path.of(arguments[0]).toUri().toURL();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {jar}, JarProgram.class.getClassLoader())) {
      PlatformProvider provider =
          ServiceLoader.load(PlatformProvider.class, loader).findFirst().orElseThrow();
      JobSettings job = job();
      try (Platform platform = provider.open(service(arguments, job), Map.of())) {
        ImageReference image = ImageReference.parse(arguments[3]).orElseThrow();
        JobRun run = new JobRun(new Job(job, image, "r1", Map.of()), "from-jar", Optional.empty());
        System.out.println(platform.run(run, new Printer()).ending());
      }
    }
  }

  private static JobSettings job() {
    return new JobSettings(
        true,
        "migrate",
        Optional.empty(),
        List.of("echo", "from the job"),
        List.of(),
        Map.of(),
        Map.of(),
        Duration.ofMinutes(1),
        0,
        Optional.empty(),
        Optional.empty());
  }

  private static ServiceSettings service(String[] arguments, JobSettings job) {
    return new ServiceSettings(
        "orders",
        Place.of("lockkeeper.yaml"),
        Optional.empty(),
        job,
        TrafficSettings.DEFAULT,
        Optional.empty(),
        BackupSettings.NONE,
        false,
        List.of(),
        List.of(),
        new KubernetesSettings(
            Optional.of(arguments[1]),
            arguments[2],
            "orders",
            Optional.empty(),
            Optional.empty(),
            List.of()));
  }

  private static final class Printer implements Watch {
    @Override
    public void pause(Duration time) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean isOver() {
      return false;
    }

    @Override
    public void say(String text) {}

    @Override
    public void line(LogLine line) {
      System.out.println(line.text());
    }

    @Override
    public void remember(String fact, String value) {}

    @Override
    public Optional<String> recall(String fact) {
      return Optional.empty();
    }
  }
}
