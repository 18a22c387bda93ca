package dev.lockkeeper.signal;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.run.MigrationResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A notification as our own JSON document; {@code docs/json.md} describes it. Statements are left
 * out, since they may hold data.
 */
final class NotificationDocument {
  private static final int MOST_MIGRATIONS = 100;

  private NotificationDocument() {}

  static Map<String, Object> of(Notification notification) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", notification.type());
    document.put("occasion", notification.signal().occasion().id());
    document.put("id", notification.id());
    document.put("time", notification.time().toString());
    document.put("run", run(notification));
    if (notification.signal() instanceof Signal.Started started) {
      document.put("steps", started.steps());
    } else if (notification.signal() instanceof Signal.Blocked blocked) {
      document.put("blocked", blocked(blocked));
    } else if (notification.signal() instanceof Signal.Finished finished) {
      finished(document, finished);
    }
    return document;
  }

  private static Map<String, Object> run(Notification notification) {
    RunFacts facts = notification.facts();
    Map<String, Object> run = new LinkedHashMap<>();
    notification.runId().ifPresent(id -> run.put("runId", id));
    run.put("action", facts.action());
    run.put("project", facts.project());
    run.put("environment", facts.environment());
    run.put("database", facts.database());
    run.put("actor", facts.actor());
    run.put("lockkeeper", facts.version());
    facts.releaseId().ifPresent(id -> run.put("releaseId", id));
    facts.image().ifPresent(image -> run.put("image", image));
    facts.commit().ifPresent(commit -> run.put("commit", commit));
    return run;
  }

  private static Map<String, Object> blocked(Signal.Blocked blocked) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("lock", blocked.lock());
    document.put("by", blocked.by());
    document.put("waitedMs", blocked.waited().toMillis());
    blocked.limit().ifPresent(limit -> document.put("limitMs", limit.toMillis()));
    return document;
  }

  private static void finished(Map<String, Object> document, Signal.Finished finished) {
    List<MigrationResult> all = finished.migrations();
    document.put("outcome", finished.outcome().id());
    document.put("durationMs", finished.durationMillis());
    document.put("batch", finished.batch());
    document.put("count", all.size());
    document.put(
        "migrations",
        all.stream().limit(MOST_MIGRATIONS).map(NotificationDocument::migration).toList());
    finished.failure().ifPresent(failure -> document.put("error", error(failure)));
  }

  private static Map<String, Object> migration(MigrationResult result) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("version", result.version());
    document.put("name", result.name());
    document.put("outcome", result.outcome());
    document.put("durationMs", result.durationMillis());
    return document;
  }

  private static Map<String, Object> error(LockkeeperException failure) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("code", failure.code().id());
    failure.sqlState().ifPresent(state -> document.put("sqlState", state));
    document.put("message", String.valueOf(failure.getMessage()));
    Optional<Place> place = failure.place();
    place.ifPresent(at -> document.put("file", at.file()));
    place.filter(at -> at.line() > 0).ifPresent(at -> document.put("line", at.line()));
    failure.databaseState().ifPresent(state -> document.put("databaseState", state));
    failure.hint().ifPresent(hint -> document.put("hint", hint));
    return document;
  }
}
