package dev.lockkeeper.release.backup;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.IoReason;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.relay.Relay;
import dev.lockkeeper.guard.relay.RelayOptions;
import dev.lockkeeper.release.platform.DatabaseBackup;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.release.process.Host;
import dev.lockkeeper.release.process.Program;
import dev.lockkeeper.release.settings.ServiceSettings;
import dev.lockkeeper.settings.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A file that pg_dump writes, in its custom format. It reaches the database through a relay, so
 * that it never gets the real password.
 */
record DumpBackup(ServiceSettings service, DatabaseAddress database, Host host)
    implements DatabaseBackup {
  private static final String FOLDER = ".lockkeeper/backups";
  private static final Duration CONNECT = Duration.ofSeconds(15);
  private static final Duration LIMIT = Duration.ofHours(12);

  @Override
  public String make(String release, Watch watch) {
    Path folder = host.folder().resolve(service.backup().folder().orElse(FOLDER));
    Path file = folder.resolve(service.name() + "-" + release + ".dump");
    if (Files.exists(file)) {
      return file.toString();
    }
    Path part = folder.resolve(file.getFileName() + ".part");
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      dump(part, watch);
      Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-------"));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw LockkeeperException.because(
              ErrorCode.BACKUP, "the backup " + file + " cannot be written: " + IoReason.of(e))
          .hint("Make room for it, or name another folder: `backup: {kind: pg_dump, dir: …}`.")
          .cause(e)
          .build();
    }
    return file.toString();
  }

  private void dump(Path part, Watch watch) {
    List<String> words = List.of("pg_dump", "--format=custom", "--no-password", "--file=" + part);
    try (Relay relay =
        Relay.start(database, CONNECT, new RelayOptions(0, Optional.empty()), watch::say)) {
      Program.withDatabase(host, words, relay.address())
          .run(LIMIT, watch)
          .problem()
          .ifPresent(
              what -> {
                throw LockkeeperException.because(ErrorCode.BACKUP, "pg_dump " + what)
                    .hint(
                        "Its output is above. pg_dump must be as new as the server. Mend the cause"
                            + " and run the command again.")
                    .build();
              });
    }
  }

  @Override
  public String toString() {
    return "pg_dump of " + database.display();
  }
}
