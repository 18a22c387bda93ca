package dev.lockkeeper.database;

import java.time.Duration;

/**
 * The session that holds the lock.
 *
 * @param pid its server process
 * @param application its application name
 * @param user its role
 * @param client where it comes from; empty for a socket
 * @param state what it does, such as {@code active} or {@code idle}
 * @param age how long it has been connected
 */
public record LockHolder(
    int pid, String application, String user, String client, String state, Duration age) {}
