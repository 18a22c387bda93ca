package dev.lockkeeper.release.gate;

import java.util.Optional;

/**
 * What shall be released, and by whom.
 *
 * @param image the image's name; empty for the one of the settings
 * @param commit the source revision
 * @param force makes this release another one than the last of the same image; a build number, for
 *     instance
 * @param actor who asks for it
 * @param host the machine of the gate
 * @param toolVersion this version of Lockkeeper
 */
public record ReleaseRequest(
    Optional<String> image,
    Optional<String> commit,
    Optional<String> force,
    String actor,
    String host,
    String toolVersion) {}
