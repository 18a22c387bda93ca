package dev.lockkeeper.ledger;

/**
 * What the server is and may be asked to do.
 *
 * @param versionNumber such as {@code 180006}
 * @param replica whether it is in recovery, as a replica is
 * @param readOnly whether transactions are read-only
 * @param user the role of this session
 * @param superuser whether that role is a superuser
 * @param database the database's name
 */
public record ServerFacts(
    int versionNumber,
    boolean replica,
    boolean readOnly,
    String user,
    boolean superuser,
    String database) {

  /** The major version, such as 18. */
  public int majorVersion() {
    return versionNumber / 10000;
  }
}
