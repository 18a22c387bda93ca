package dev.lockkeeper.migration;

import java.time.Duration;
import java.util.Optional;

/** One direction of a migration: a script, Java code, or what only another tool can run. */
public sealed interface Body permits SqlBody, JavaBody, UnsupportedBody {

  /** The file or class, as the user would name it. */
  String file();

  /** The checksum of the exact bytes; empty where there is nothing to compare. */
  String exactChecksum();

  /** The checksum that formatting does not change; empty where there is nothing to compare. */
  String canonicalChecksum();

  /** Whether it runs in a transaction; {@code transaction=off} says no. */
  boolean transactional();

  /** The lock timeout that its header asks for. */
  Optional<Duration> lockTimeout();
}
