package dev.lockkeeper.release.platform;

import java.net.URI;
import java.util.Optional;

/**
 * A new revision.
 *
 * @param name what the platform calls it
 * @param address where it answers although it takes no traffic, if there is such an address
 */
public record Revision(String name, Optional<URI> address) {}
