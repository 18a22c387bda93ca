package dev.lockkeeper.cli.report;

import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.ledger.RunProof;
import dev.lockkeeper.release.gate.PlannedStep;
import dev.lockkeeper.release.gate.ReleaseReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The JSON documents of {@code release}. */
public final class ReleaseDocuments {
  private ReleaseDocuments() {}

  /** How a release went. */
  public static Map<String, Object> report(ReleaseReport report) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", report.outcome().id());
    document.put("gate", report.isOpen() ? "open" : "closed");
    if (!report.note().isEmpty()) {
      document.put("note", report.note());
    }
    report.release().ifPresent(release -> document.put("release", release(release)));
    report.failure().ifPresent(failure -> document.put("error", JsonDocuments.error(failure)));
    return document;
  }

  /** The steps that a release would take. */
  public static Map<String, Object> steps(String service, List<PlannedStep> steps) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", Outcome.SUCCEEDED.id());
    document.put("service", service);
    document.put(
        "steps",
        JsonDocuments.list(
            steps,
            step -> {
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("step", step.name().id());
              row.put("does", step.what());
              return row;
            }));
    return document;
  }

  /** The latest releases of a service. */
  public static Map<String, Object> status(String service, List<ReleaseRecord> releases) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", Outcome.SUCCEEDED.id());
    document.put("service", service);
    document.put("releases", JsonDocuments.list(releases, ReleaseDocuments::release));
    return document;
  }

  /** What the ledger proves about an image. */
  public static Map<String, Object> proof(String image, RunProof proof) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", (proof.isGiven() ? Outcome.SUCCEEDED : Outcome.REFUSED).id());
    document.put("image", image);
    document.put("proved", proof.isGiven());
    document.put("reason", proof.describe());
    JsonDocuments.put(document, "runId", proof.run().map(RunProof.Run::id).orElse(null));
    JsonDocuments.put(
        document, "releaseId", proof.run().flatMap(RunProof.Run::releaseId).orElse(null));
    return document;
  }

  private static Map<String, Object> release(ReleaseRecord release) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("releaseId", release.identity().id());
    row.put("action", release.identity().action());
    row.put("service", release.identity().service());
    row.put("environment", release.environment());
    row.put("platform", release.identity().platform());
    row.put("image", release.identity().image());
    JsonDocuments.put(row, "commit", release.identity().commit().orElse(null));
    row.put("actor", release.identity().actor());
    row.put("host", release.identity().host());
    row.put("startedAt", release.startedAt().toString());
    JsonDocuments.put(row, "finishedAt", release.finishedAt().map(Object::toString).orElse(null));
    row.put("outcome", release.outcome());
    JsonDocuments.put(row, "errorCode", release.errorCode().orElse(null));
    JsonDocuments.put(row, "errorMessage", release.errorMessage().orElse(null));
    row.put("facts", new TreeMap<>(release.facts()));
    row.put(
        "steps",
        JsonDocuments.list(
            release.events().stream().filter(event -> !event.kind().equals("fact")).toList(),
            ReleaseDocuments::event));
    return row;
  }

  private static Map<String, Object> event(ReleaseRecord.Event event) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("at", event.at().toString());
    row.put("step", event.step());
    row.put("kind", event.kind());
    if (!event.name().isEmpty()) {
      row.put("code", event.name());
      row.put("message", event.value());
    }
    return row;
  }
}
