package dev.lockkeeper.settings;

/**
 * A condition of the team's own that must hold after every run.
 *
 * @param name what it says, for reports
 * @param sql a query whose first column of the first row must be true
 */
public record Invariant(String name, String sql) {}
