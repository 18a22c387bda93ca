package dev.lockkeeper.release.platform;

/**
 * Something that would stop a release, found before anything was touched.
 *
 * @param isRight whether somebody lacks a right; else something is missing or wrong
 * @param message what it is
 * @param fix what to do, such as the command that gives the exact role
 */
public record Obstacle(boolean isRight, String message, String fix) {}
