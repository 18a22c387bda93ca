package dev.lockkeeper.guard.preset;

/**
 * A tool that a project seems to use.
 *
 * @param preset the tool
 * @param reason what gives it away, such as {@code alembic.ini}
 */
public record Detected(Preset preset, String reason) {}
