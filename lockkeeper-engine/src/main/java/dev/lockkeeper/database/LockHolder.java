package dev.lockkeeper.database;

import dev.lockkeeper.settings.DurationText;
import java.time.Duration;

/**
 * A session that holds a lock.
 *
 * @param pid its server process
 * @param application its application name
 * @param user its role
 * @param client where it comes from; empty for a socket
 * @param state what it does, such as {@code active} or {@code idle}
 * @param age how long it has been connected
 */
public record LockHolder(
    int pid, String application, String user, String client, String state, Duration age) {

  /** The session in words, for messages. */
  public String describe() {
    return "pid "
        + pid
        + (application.isEmpty() ? "" : " (" + application + ")")
        + (user.isEmpty() ? "" : ", role " + user)
        + (client.isEmpty() ? ", through a local socket" : ", from " + client)
        + ", connected for "
        + DurationText.display(age.toMillis());
  }
}
