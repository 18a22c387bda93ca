package dev.lockkeeper.cli.report;

import dev.lockkeeper.ledger.RunRecord;
import dev.lockkeeper.ledger.StatementRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON documents about runs of the past; {@code docs/json.md} describes them. */
public final class HistoryDocuments {
  private static final double NANOS_OF_A_MILLISECOND = 1_000_000;

  private HistoryDocuments() {}

  /** Runs of the past. */
  public static Map<String, Object> history(List<RunRecord> runs) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", "succeeded");
    document.put("runs", JsonDocuments.list(runs, run -> runRecord(run, Map.of())));
    return document;
  }

  /**
   * Runs of the past with the texts that they applied.
   *
   * @param texts masked texts by checksum
   * @param statements what other programs sent, by run
   */
  public static Map<String, Object> export(
      List<RunRecord> runs,
      Map<String, String> texts,
      Map<String, List<StatementRecord>> statements) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", "succeeded");
    document.put(
        "runs",
        JsonDocuments.list(
            runs,
            run -> {
              Map<String, Object> row = runRecord(run, texts);
              List<StatementRecord> sent = statements.get(run.runId());
              JsonDocuments.put(
                  row,
                  "statements",
                  sent == null ? null : JsonDocuments.list(sent, HistoryDocuments::statement));
              return row;
            }));
    return document;
  }

  private static Map<String, Object> statement(StatementRecord statement) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("number", statement.number());
    row.put("session", statement.session());
    row.put("backendPid", statement.backendPid());
    row.put("startedAt", statement.startedAt().toString());
    row.put("command", statement.command());
    row.put("text", statement.text());
    row.put("durationMs", statement.duration().toNanos() / NANOS_OF_A_MILLISECOND);
    JsonDocuments.put(row, "rows", statement.rows().orElse(null));
    row.put("inTransaction", statement.inTransaction());
    JsonDocuments.put(row, "sqlState", statement.sqlState().orElse(null));
    JsonDocuments.put(row, "message", statement.message().orElse(null));
    row.put("locks", statement.locks());
    row.put("locksSampled", statement.sampled());
    row.put("waiters", statement.waiters());
    row.put("longestWaitMs", statement.longestWait().toMillis());
    return row;
  }

  private static Map<String, Object> runRecord(RunRecord run, Map<String, String> texts) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("runId", run.runId());
    JsonDocuments.put(row, "releaseId", run.releaseId().orElse(null));
    row.put("project", run.project());
    row.put("environment", run.environment());
    row.put("action", run.action());
    row.put("actor", run.actor());
    row.put("host", run.host());
    row.put("toolVersion", run.toolVersion());
    JsonDocuments.put(row, "image", run.image().orElse(null));
    JsonDocuments.put(row, "commit", run.commit().orElse(null));
    JsonDocuments.put(row, "secrets", run.secrets().isEmpty() ? null : run.secrets());
    row.put("planHash", run.planHash());
    row.put("startedAt", run.startedAt().toString());
    row.put("finishedAt", run.finishedAt().map(Object::toString).orElse(null));
    row.put("outcome", run.outcome());
    JsonDocuments.put(row, "errorCode", run.errorCode().orElse(null));
    JsonDocuments.put(row, "errorMessage", run.errorMessage().orElse(null));
    JsonDocuments.put(row, "schemaHash", run.schemaHash().orElse(null));
    JsonDocuments.put(row, "reason", run.reason().orElse(null));
    JsonDocuments.put(row, "command", run.command().orElse(null));
    JsonDocuments.put(row, "facts", run.facts().map(Json::object).orElse(null));
    row.put("migrations", JsonDocuments.list(run.events(), event -> event(event, texts)));
    return row;
  }

  private static Map<String, Object> event(RunRecord.EventRecord event, Map<String, String> texts) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("at", event.at().toString());
    row.put("event", event.kind());
    row.put("version", event.version());
    row.put("name", event.name());
    row.put("direction", event.direction());
    row.put("batch", event.batch());
    row.put("durationMs", event.durationMillis());
    row.put("statements", event.statements());
    JsonDocuments.put(
        row, "statementMs", event.statementMillis().isEmpty() ? null : event.statementMillis());
    JsonDocuments.put(
        row, "statementRows", event.statementRows().isEmpty() ? null : event.statementRows());
    row.put("checksum", event.checksum());
    JsonDocuments.put(row, "sqlState", event.sqlState().orElse(null));
    JsonDocuments.put(row, "message", event.message().orElse(null));
    JsonDocuments.put(row, "text", texts.get(event.checksum()));
    return row;
  }
}
