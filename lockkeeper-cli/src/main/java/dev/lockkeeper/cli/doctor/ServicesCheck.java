package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.cli.config.Configuration;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.settings.ServiceSettings;
import dev.lockkeeper.settings.DurationText;
import java.time.Duration;
import java.util.Optional;

/** Whether the services can be released as they are described. */
final class ServicesCheck {
  private static final String ID = "service";

  private final Configuration configuration;

  ServicesCheck(Configuration configuration) {
    this.configuration = configuration;
  }

  void run(Diagnoses diagnoses) {
    for (String name : configuration.services().names()) {
      try {
        service(configuration.services().get(Optional.of(name)), diagnoses);
      } catch (LockkeeperException e) {
        diagnoses.problem(ID, e);
      }
    }
  }

  private void service(ServiceSettings service, Diagnoses diagnoses) {
    String place = service.place() + " ";
    Duration statement = configuration.settings().timing().statementTimeout();
    Duration task = service.job().timeout();
    boolean isSound = true;
    if (!statement.isZero() && statement.compareTo(task) >= 0) {
      isSound = false;
      diagnoses.warning(
          "job.task-timeout",
          place
              + "the job is stopped after "
              + shown(task)
              + ", before a statement reaches its statement-timeout of "
              + shown(statement),
          "Give job.timeout more, or the statements less.");
    }
    if (service.job().retries() > 0) {
      isSound = false;
      diagnoses.warning(
          "job.retries",
          place + "a failed migration is run again without anybody having looked",
          "Write `retries: 0`, or leave it out.");
    }
    if (service.image().filter(image -> image.endsWith(":latest")).isPresent()) {
      isSound = false;
      diagnoses.warning(
          "pipeline.image-tag",
          place + "the image's tag is :latest, which is another image after the next build",
          "Use the commit as the tag, such as ${COMMIT_SHA}, or give --image.");
    }
    for (String reference : service.job().secrets().values()) {
      if (reference.endsWith("/latest")) {
        isSound = false;
        diagnoses.warning(
            "pipeline.secret-version",
            place + "a secret of the job is taken in its latest version, whichever that is then",
            "Write the number of the version.");
      }
    }
    if (isSound) {
      diagnoses.ok(ID, service.name() + " on " + service.platform().platform() + " is described");
    }
  }

  private static String shown(Duration duration) {
    return DurationText.display(duration.toMillis());
  }
}
