package dev.lockkeeper.release.settings;

import dev.lockkeeper.failure.Place;
import java.util.List;
import java.util.Optional;

/**
 * A service that is released through the gate.
 *
 * @param name its name in {@code lockkeeper.yaml}
 * @param place where it stands there
 * @param image what is released, if the command line does not say it
 * @param job the job that migrates
 * @param traffic how the new revision takes over
 * @param smoke what the new revision must answer before it takes traffic
 * @param backup what is kept of the database before
 * @param post whether migrations of the phase {@code post} run when the old revision is gone
 * @param before programs that run before the job; each is a list of words that no shell reads
 * @param after programs that run when everything else is done
 * @param platform what the platform needs to know
 */
public record ServiceSettings(
    String name,
    Place place,
    Optional<String> image,
    JobSettings job,
    TrafficSettings traffic,
    Optional<SmokeSettings> smoke,
    BackupSettings backup,
    boolean post,
    List<List<String>> before,
    List<List<String>> after,
    PlatformSettings platform) {

  public ServiceSettings {
    before = List.copyOf(before);
    after = List.copyOf(after);
  }
}
