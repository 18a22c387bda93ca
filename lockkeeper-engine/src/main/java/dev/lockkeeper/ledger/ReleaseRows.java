package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.LockHolder;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the releases of a service. Every row carries the process id of the backend that
 * holds the lock of the service's releases; where it is not held the value is null, the column
 * refuses it, and nothing is written. Immutable.
 */
public final class ReleaseRows {
  private final ReleaseTables releases;
  private final String project;
  private final String environment;
  private final String service;

  ReleaseRows(LedgerTables tables, String project, String environment, String service) {
    this.releases =
        new ReleaseTables(tables, String.join("\0", project, environment, service).hashCode());
    this.project = project;
    this.environment = environment;
    this.service = service;
  }

  /** Whether there are tables for releases. */
  public boolean exist(Session session) {
    return session.last(releases.exist()).row().truth(0);
  }

  /** Makes the tables, in a transaction of its own. */
  public void create(Session session) {
    session.send("BEGIN; " + releases.definition() + " COMMIT");
  }

  /** Takes the lock if it is free. Never waits. */
  public boolean tryLock(Session session) {
    return session.last(releases.tryLock()).row().truth(0);
  }

  /** Whether this session holds the lock. */
  public boolean holdsLock(Session session) {
    return !session.last("SELECT " + releases.lockProof()).row().isNull(0);
  }

  /** Who holds the lock now, if anybody does. */
  public Optional<LockHolder> lockHolder(Session session) {
    return session.last(releases.lockHolder()).rows().stream()
        .findFirst()
        .map(
            row ->
                new LockHolder(
                    row.integer(0),
                    row.text(1),
                    row.text(2),
                    row.text(3),
                    row.text(4),
                    Duration.ofSeconds(row.number(5))));
  }

  /** Starts a release; those of the service that were not finished are superseded by it. */
  public void start(Session session, ReleaseIdentity release) {
    session.send(
        "BEGIN; UPDATE "
            + releases.release
            + " SET finished_at = pg_catalog.clock_timestamp(), outcome = 'superseded' WHERE"
            + " finished_at IS NULL AND "
            + ours()
            + "; INSERT INTO "
            + releases.release
            + " (id, project, environment, action, service, platform, key, image, source_commit,"
            + " actor, host, tool_version, lock_holder) VALUES ("
            + String.join(
                ", ",
                Literal.text(release.id()),
                Literal.text(project),
                Literal.text(environment),
                Literal.text(release.action()),
                Literal.text(service),
                Literal.text(release.platform()),
                Literal.text(release.key()),
                Literal.text(release.image()),
                kept(session, release.commit().orElse(null)),
                kept(session, release.actor()),
                kept(session, release.host()),
                Literal.text(release.toolVersion()),
                releases.lockProof())
            + ") ON CONFLICT (id) DO NOTHING; COMMIT");
  }

  /** Adds an event. */
  public void add(
      Session session, String release, String step, String kind, String name, String value) {
    session.send(
        "INSERT INTO "
            + releases.event
            + " (release_id, step, kind, name, value, lock_holder) VALUES ("
            + String.join(
                ", ",
                Literal.text(release),
                Literal.text(step),
                Literal.text(kind),
                kept(session, name),
                kept(session, value),
                releases.lockProof())
            + ")");
  }

  /** Says how a call of the gate ended; the release stays open. */
  public void fail(Session session, String release, String code, String message) {
    session.send(
        "UPDATE "
            + releases.release
            + " SET outcome = 'failed', error_code = "
            + Literal.text(code)
            + ", error_message = "
            + kept(session, message)
            + ", lock_holder = "
            + releases.lockProof()
            + " WHERE id = "
            + Literal.text(release)
            + " AND finished_at IS NULL");
  }

  /** Ends a release for good. */
  public void finish(Session session, String release, String outcome) {
    session.send(
        "UPDATE "
            + releases.release
            + " SET finished_at = pg_catalog.clock_timestamp(), error_code = NULL, error_message ="
            + " NULL, outcome = "
            + Literal.text(outcome)
            + ", lock_holder = "
            + releases.lockProof()
            + " WHERE id = "
            + Literal.text(release)
            + " AND finished_at IS NULL");
  }

  /** The service's latest releases, newest first. */
  public List<ReleaseRecord> latest(Session session, int most) {
    String chosen =
        "SELECT id FROM "
            + releases.release
            + " WHERE "
            + ours()
            + " ORDER BY started_at DESC, id DESC LIMIT "
            + most;
    List<Result> results =
        session.send(
            "SELECT id, action, service, platform, key, image, source_commit, actor, host,"
                + " tool_version, project, environment, "
                + LedgerReports.micros("started_at")
                + ", "
                + LedgerReports.micros("finished_at")
                + ", coalesce(outcome, 'running'), error_code, error_message FROM "
                + releases.release
                + " WHERE id IN ("
                + chosen
                + ") ORDER BY started_at DESC, id DESC; SELECT release_id, "
                + LedgerReports.micros("at")
                + ", step, kind, name, value FROM "
                + releases.event
                + " WHERE release_id IN ("
                + chosen
                + ") ORDER BY id");
    Map<String, List<ReleaseRecord.Event>> events = new HashMap<>();
    for (Result.Row row : results.get(1).rows()) {
      events
          .computeIfAbsent(row.text(0), id -> new ArrayList<>())
          .add(
              new ReleaseRecord.Event(
                  at(row, 1), row.text(2), row.text(3), row.text(4), row.text(5)));
    }
    return results.get(0).rows().stream()
        .map(row -> record(row, events.getOrDefault(row.text(0), List.of())))
        .toList();
  }

  private String ours() {
    return "project = "
        + Literal.text(project)
        + " AND environment = "
        + Literal.text(environment)
        + " AND service = "
        + Literal.text(service);
  }

  private static ReleaseRecord record(Result.Row row, List<ReleaseRecord.Event> events) {
    ReleaseIdentity identity =
        new ReleaseIdentity(
            row.text(0),
            row.text(1),
            row.text(2),
            row.text(3),
            row.text(4),
            row.text(5),
            text(row, 6),
            row.text(7),
            row.text(8),
            row.text(9));
    return new ReleaseRecord(
        identity,
        row.text(10),
        row.text(11),
        at(row, 12),
        row.isNull(13) ? Optional.empty() : Optional.of(at(row, 13)),
        row.text(14),
        text(row, 15),
        text(row, 16),
        events);
  }

  private static Instant at(Result.Row row, int column) {
    return AppliedRows.instant(row.number(column));
  }

  private static Optional<String> text(Result.Row row, int column) {
    return row.isNull(column) ? Optional.empty() : Optional.of(row.text(column));
  }

  private static String kept(Session session, @Nullable String text) {
    return Literal.text(text == null ? null : session.encoding().kept(text.replace("\0", "")));
  }
}
