package dev.lockkeeper.guard.preset;

/**
 * What a command of another tool ended with and printed. Whoever runs the command bounds both texts
 * and masks secrets in them.
 *
 * @param exitCode the exit code; 0 for success
 * @param out the standard output
 * @param err the standard error
 */
public record ToolOutput(int exitCode, String out, String err) {}
