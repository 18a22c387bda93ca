package dev.lockkeeper.database;

/**
 * The server process behind a session.
 *
 * @param pid its process id
 * @param startedMicros when it started, in microseconds since 1970; with the pid it names one
 *     backend for ever
 */
public record Backend(int pid, long startedMicros) {}
