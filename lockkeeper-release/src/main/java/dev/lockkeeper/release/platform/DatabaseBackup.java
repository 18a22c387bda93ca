package dev.lockkeeper.release.platform;

/** Keeps the state of a database before it is changed. Used by one thread. */
public interface DatabaseBackup {

  /**
   * Makes the backup and waits until it can be used; one that this release has made already is
   * enough.
   *
   * @param release goes into the backup's description
   * @return what a person needs to find it, such as a backup's number or a file
   */
  String make(String release, Watch watch);
}
