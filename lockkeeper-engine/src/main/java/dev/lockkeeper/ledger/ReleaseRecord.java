package dev.lockkeeper.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One release, as the ledger remembers it.
 *
 * @param outcome {@code succeeded}, {@code failed}, {@code rolled-back} or {@code superseded};
 *     {@code running} if none of these is on record
 * @param finishedAt when it came to an end that no other call of the gate changes
 * @param events what happened, oldest first
 */
public record ReleaseRecord(
    ReleaseIdentity identity,
    String project,
    String environment,
    Instant startedAt,
    Optional<Instant> finishedAt,
    String outcome,
    Optional<String> errorCode,
    Optional<String> errorMessage,
    List<Event> events) {

  public ReleaseRecord {
    events = List.copyOf(events);
  }

  /**
   * Something that happened in a release.
   *
   * @param step the step of the release
   * @param kind {@code started}, {@code done}, {@code failed} or {@code fact}
   * @param name the name of a fact, the error code of a failure; else empty
   * @param value the value of a fact, or what else there is to say
   */
  public record Event(Instant at, String step, String kind, String name, String value) {}

  /** The facts of the release, the newest value of each. */
  public Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    for (Event event : events) {
      if (event.kind().equals("fact")) {
        facts.put(event.name(), event.value());
      }
    }
    return facts;
  }

  /** Whether another call of the gate may take it up again. */
  public boolean isOpen() {
    return finishedAt.isEmpty();
  }
}
