package dev.lockkeeper.migration;

/**
 * A place that migrations come from.
 *
 * @param display the place as the user would name it
 * @param layout how its files are named, such as {@code lockkeeper} or {@code flyway}
 */
public record SourceFolder(String display, String layout) {}
