package dev.lockkeeper.signal;

import java.time.Instant;
import java.util.Optional;

/**
 * A signal with its place and time. Immutable.
 *
 * @param id differs from that of every other notification, and is the same at every try
 * @param time when it happened
 * @param runId the run; empty before it has one
 */
record Notification(
    String id, Instant time, RunFacts facts, Optional<String> runId, Signal signal) {
  /** The name of what happened, such as {@code run.finished}. */
  String type() {
    return "run." + signal.name();
  }
}
