package dev.lockkeeper.signal;

import dev.lockkeeper.failure.ErrorCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metrics of a run. */
final class RunMetrics {
  static final String LAST_SUCCESS = "lockkeeper_last_success_timestamp_seconds";

  private final RunMeasure run;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final List<MetricFamily> families = new ArrayList<>();

  private RunMetrics(RunMeasure run) {
    this.run = run;
    labels.put("env", run.facts().environment());
    labels.put("project", run.facts().project());
    labels.put("target", run.facts().database());
    labels.put("tool", run.tool());
  }

  static List<MetricFamily> of(RunMeasure run) {
    return new RunMetrics(run).families();
  }

  private List<MetricFamily> families() {
    Map<String, String> outcome = new LinkedHashMap<>(labels);
    outcome.put("outcome", run.outcome().id());
    gauge("run_duration", "s", "How long the last run took.", outcome, run.seconds());
    families.add(
        new MetricFamily(
            "lockkeeper_migrations_applied",
            "lockkeeper.migrations_applied",
            "",
            "Migrations that the last run has applied.",
            new MetricFamily.Counter(labels, run.applied())));
    double waited = run.lockWait().toNanos() / 1e9;
    gauge("lock_wait", "s", "How long the last run waited for other runs.", labels, waited);
    families.add(
        new MetricFamily(
            "lockkeeper_statement_duration_seconds",
            "lockkeeper.statement_duration",
            "s",
            "How long statements of the last run took that were sent one by one.",
            run.statements().histogram(labels)));
    run.pending()
        .ifPresent(
            count -> gauge("pending_migrations", "", "Migrations not applied.", labels, count));
    drift();
    if (run.outcome().isSuccess()) {
      double time = run.ended().toEpochMilli() / 1e3;
      gauge("last_success_timestamp", "s", "When a run last succeeded.", labels, time);
    }
    return families;
  }

  /** Whether files and history differ, where the run had to look. */
  private void drift() {
    boolean differs =
        run.failure()
            .map(why -> why.code() == ErrorCode.CHANGED || why.code() == ErrorCode.MISSING)
            .orElse(false);
    if (differs || run.outcome().isSuccess()) {
      String help = "Whether applied migrations and their files differ.";
      gauge("schema_drift", "", help, labels, differs ? 1 : 0);
    }
  }

  private void gauge(
      String name, String unit, String help, Map<String, String> about, double number) {
    families.add(
        new MetricFamily(
            "lockkeeper_" + name + (unit.isEmpty() ? "" : "_seconds"),
            "lockkeeper." + name,
            unit,
            help,
            new MetricFamily.Gauge(about, number)));
  }
}
