package dev.lockkeeper.guard.relay;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a relay listens.
 *
 * @param port the port on 127.0.0.1; 0 for any free one
 * @param socketFolder the folder of a Unix socket, if it shall listen there as well
 */
public record RelayOptions(int port, Optional<Path> socketFolder) {}
