package dev.lockkeeper.signal;

import java.util.Optional;

/**
 * What is known of a run before it begins. Immutable; holds no secret.
 *
 * @param project whose migrations it runs
 * @param environment where
 * @param database the database, as messages name it
 * @param action the command, such as {@code up}
 * @param actor who started it
 * @param version this version of Lockkeeper
 * @param releaseId the release that it belongs to
 * @param image the container image
 * @param commit the source revision
 */
public record RunFacts(
    String project,
    String environment,
    String database,
    String action,
    String actor,
    String version,
    Optional<String> releaseId,
    Optional<String> image,
    Optional<String> commit) {}
