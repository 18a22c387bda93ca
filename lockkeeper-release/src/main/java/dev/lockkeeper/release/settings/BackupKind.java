package dev.lockkeeper.release.settings;

/** What is kept of the database before it is changed. */
public enum BackupKind {
  /** Nothing. */
  NONE("none"),
  /** A backup of the Cloud SQL instance, made for this release and waited for. */
  ON_DEMAND("on-demand"),
  /** A copy of the Cloud SQL instance. */
  CLONE("clone"),
  /** A file that pg_dump writes. */
  PG_DUMP("pg_dump");

  private final String id;

  BackupKind(String id) {
    this.id = id;
  }

  /** The value in {@code lockkeeper.yaml}. */
  public String id() {
    return id;
  }
}
