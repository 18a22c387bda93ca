package dev.lockkeeper.release.backup;

import dev.lockkeeper.extension.JarBeside;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.BackupProvider;
import dev.lockkeeper.release.platform.DatabaseBackup;
import dev.lockkeeper.release.process.Host;
import dev.lockkeeper.release.settings.BackupKind;
import dev.lockkeeper.release.settings.BackupSettings;
import dev.lockkeeper.release.settings.ServiceSettings;
import dev.lockkeeper.settings.DatabaseAddress;
import java.util.Optional;

/** Finds what makes the backup that a service asks for. */
public final class Backups {
  private static final String JAR = "lockkeeper-google.jar";

  private Backups() {}

  /**
   * What makes it; empty if the service asks for none. Nothing is asked of it yet.
   *
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if it is not installed, or nobody
   *     knows which instance is meant
   */
  public static Optional<DatabaseBackup> of(
      ServiceSettings service, DatabaseAddress database, Host host) {
    BackupSettings settings = service.backup();
    return switch (settings.kind()) {
      case NONE -> Optional.empty();
      case PG_DUMP -> Optional.of(new DumpBackup(service, database, host));
      case ON_DEMAND, CLONE -> Optional.of(cloudSql(service, settings.kind(), database));
    };
  }

  private static DatabaseBackup cloudSql(
      ServiceSettings service, BackupKind kind, DatabaseAddress database) {
    String instance =
        service
            .backup()
            .instance()
            .or(() -> instance(database))
            .orElseThrow(
                () ->
                    failure(
                        service,
                        "nobody knows which Cloud SQL instance to keep before " + service.name(),
                        "Write `backup: {kind: "
                            + kind.id()
                            + ", instance: \"PROJECT:REGION:INSTANCE\"}`."));
    return new JarBeside(JAR)
        .service(BackupProvider.class)
        .orElseThrow(
            () ->
                failure(
                    service,
                    "backups of Cloud SQL need " + JAR + ", which is not installed",
                    "Put " + JAR + " of the distribution beside lockkeeper.jar."))
        .open(kind, instance);
  }

  /** The connector's parameter, or the folder of the instance's socket, names it. */
  private static Optional<String> instance(DatabaseAddress database) {
    String socket = "/cloudsql/";
    return Optional.ofNullable(database.parameters().get("cloudSqlInstance"))
        .or(
            () ->
                Optional.of(database.host())
                    .filter(host -> host.startsWith(socket))
                    .map(host -> host.substring(socket.length())));
  }

  private static LockkeeperException failure(ServiceSettings service, String message, String hint) {
    return LockkeeperException.because(ErrorCode.SETTINGS, message)
        .at(service.place())
        .databaseState("Nothing was changed.")
        .hint(hint)
        .build();
  }
}
