package dev.lockkeeper.ledger;

import java.util.Optional;

/**
 * Which release writes.
 *
 * @param id what its runs, executions and revisions share; lower-case letters, digits and dashes
 * @param action {@code release} or {@code rollback}
 * @param service what is released
 * @param platform where it runs, such as {@code cloud-run}
 * @param key what makes two releases of a service the same: image, job and settings
 * @param image what is released
 * @param commit the source revision
 * @param actor who started it
 * @param host the machine of the gate
 * @param toolVersion this version of Lockkeeper
 */
public record ReleaseIdentity(
    String id,
    String action,
    String service,
    String platform,
    String key,
    String image,
    Optional<String> commit,
    String actor,
    String host,
    String toolVersion) {}
