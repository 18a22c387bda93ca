package dev.lockkeeper.cli.report;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.cli.doctor.Diagnosis;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.foreign.AdoptedMigration;
import dev.lockkeeper.foreign.AdoptionPlan;
import dev.lockkeeper.foreign.ForeignTable;
import dev.lockkeeper.grants.GrantStatement;
import dev.lockkeeper.grants.GrantsPlan;
import dev.lockkeeper.grants.GrantsWarning;
import dev.lockkeeper.guard.relay.RelayAddress;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.SourceFolder;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.migration.State;
import dev.lockkeeper.plan.Finding;
import dev.lockkeeper.plan.MigrationStatus;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Problem;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.run.MigrationResult;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.run.Verification;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The JSON documents that commands print, but those of {@link HistoryDocuments} and {@link
 * ToolDocuments}; {@code docs/json.md} describes all of them.
 */
public final class JsonDocuments {
  private JsonDocuments() {}

  /** What a run did. */
  public static Map<String, Object> run(RunReport report) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("runId", report.runId());
    document.put("action", report.action());
    document.put("outcome", report.outcome().id());
    document.put("batch", report.batch());
    document.put("durationMs", report.durationMillis());
    document.put("migrations", list(report.migrations(), JsonDocuments::result));
    document.put("findings", list(report.findings(), JsonDocuments::finding));
    document.put("otherPhases", report.otherPhases());
    return document;
  }

  /** What {@code adopt} has taken over; without a run, what it would take over. */
  public static Map<String, Object> adoption(AdoptionPlan plan, Optional<RunReport> run) {
    Map<String, Object> document = new LinkedHashMap<>();
    put(document, "runId", run.map(RunReport::runId).orElse(null));
    document.put("action", "adopt");
    document.put("outcome", run.map(RunReport::outcome).orElse(Outcome.SUCCEEDED).id());
    document.put("source", plan.source());
    put(document, "table", plan.table().map(ForeignTable::display).orElse(null));
    document.put("present", plan.present());
    document.put("migrations", list(plan.migrations(), JsonDocuments::adopted));
    return document;
  }

  private static Map<String, Object> adopted(AdoptedMigration migration) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("version", migration.version().toString());
    row.put("name", migration.name());
    put(row, "file", migration.file().map(file -> file.up().file()).orElse(null));
    put(row, "appliedAt", migration.appliedAt().map(Object::toString).orElse(null));
    put(row, "appliedBy", migration.appliedBy().orElse(null));
    row.put("durationMs", migration.durationMillis());
    put(row, "checksum", migration.checksum().orElse(null));
    return row;
  }

  /** A failure, with what the run did before it. */
  public static Map<String, Object> failure(
      LockkeeperException failure, Optional<RunReport> report) {
    Map<String, Object> document = report.map(JsonDocuments::run).orElseGet(LinkedHashMap::new);
    document.put("outcome", failure.code().outcome().id());
    document.put("error", error(failure));
    return document;
  }

  static Map<String, Object> error(LockkeeperException failure) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", failure.code().id());
    put(error, "sqlState", failure.sqlState().orElse(null));
    error.put("message", failure.getMessage());
    failure.place().ifPresent(place -> place(error, place));
    put(error, "statement", failure.statement().orElse(null));
    put(error, "databaseState", failure.databaseState().orElse(null));
    put(error, "hint", failure.hint().orElse(null));
    return error;
  }

  /** Where every migration stands. */
  public static Map<String, Object> status(
      List<MigrationStatus> all, List<SourceFolder> folders, String outcome) {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put(
        "applied",
        count(all, State.APPLIED) + count(all, State.MARKED) + count(all, State.ADOPTED));
    for (State state : List.of(State.PENDING, State.FAILED, State.MISSING, State.CHANGED)) {
      summary.put(state.id(), count(all, state));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", outcome);
    document.put("migrations", list(all, JsonDocuments::migration));
    document.put("summary", summary);
    document.put("folders", list(folders, JsonDocuments::folder));
    return document;
  }

  private static Map<String, Object> folder(SourceFolder folder) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("folder", folder.display());
    row.put("layout", folder.layout());
    return row;
  }

  private static long count(List<MigrationStatus> all, State state) {
    return all.stream().filter(status -> status.state() == state).count();
  }

  private static Map<String, Object> migration(MigrationStatus status) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("version", status.version().toString());
    row.put("name", status.name());
    row.put("phase", status.phase().id());
    row.put("state", status.state().id());
    row.put("batch", status.applied().map(Applied::batch).filter(n -> n > 0).orElse(null));
    row.put(
        "appliedAt",
        status.applied().flatMap(Applied::appliedAt).map(Object::toString).orElse(null));
    row.put("durationMs", status.applied().map(Applied::durationMillis).orElse(null));
    row.put("reversible", status.reversible());
    if (status.reformatted()) {
      row.put("reformatted", true);
    }
    Optional<Applied.Origin> origin = status.applied().flatMap(Applied::origin);
    put(row, "adoptedFrom", origin.map(Applied.Origin::source).orElse(null));
    put(row, "appliedBy", origin.flatMap(Applied.Origin::appliedBy).orElse(null));
    return row;
  }

  /** What a run would do. */
  public static Map<String, Object> plan(Plan plan, boolean showSecrets) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(
        "outcome",
        plan.problems().stream()
            .findFirst()
            .map(problem -> problem.code().outcome())
            .orElse(Outcome.SUCCEEDED)
            .id());
    document.put("planHash", plan.hash());
    document.put("steps", list(plan.steps(), step -> step(step, showSecrets)));
    document.put("problems", list(plan.problems(), JsonDocuments::problem));
    document.put("findings", list(plan.findings(), JsonDocuments::finding));
    document.put("otherPhases", list(plan.otherPhases(), migration -> migration.title()));
    return document;
  }

  private static Map<String, Object> step(Step step, boolean showSecrets) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("version", step.migration().version().toString());
    row.put("name", step.migration().name());
    row.put("direction", step.direction().id());
    row.put("phase", step.migration().phase().id());
    row.put("file", step.body().file());
    if (step.body() instanceof SqlBody body) {
      CheckedScript script = CheckedScript.of(body);
      row.put("transactional", script.isOneTransaction());
      row.put(
          "statements",
          list(
              script.statements(),
              statement -> showSecrets ? statement.text() : script.shown(statement)));
    } else {
      row.put("transactional", true);
      row.put("statements", List.of());
    }
    return row;
  }

  private static Map<String, Object> problem(Problem problem) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("code", problem.code().id());
    row.put("message", problem.message());
    problem.place().ifPresent(place -> place(row, place));
    row.put("hint", problem.hint());
    return row;
  }

  /** What {@code verify} found. */
  public static Map<String, Object> verification(Verification verification) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", verification.isClean() ? "succeeded" : "refused");
    document.put("checked", verification.checked());
    document.put("schemaHash", verification.schemaHash());
    document.put("findings", list(verification.findings(), JsonDocuments::finding));
    return document;
  }

  private static Map<String, Object> finding(Finding finding) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("rule", finding.rule());
    row.put("severity", finding.severity().id());
    finding.place().ifPresent(place -> place(row, place));
    put(row, "statement", finding.statement().orElse(null));
    row.put("message", finding.message());
    row.put("observed", Map.of());
    put(row, "fix", finding.fix().orElse(null));
    return row;
  }

  private static Map<String, Object> result(MigrationResult result) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("version", result.version());
    row.put("name", result.name());
    row.put("direction", result.direction().id());
    row.put("outcome", result.outcome());
    row.put("durationMs", result.durationMillis());
    row.put("statements", result.statements());
    return row;
  }

  /** What {@code grants} prints or has run. */
  public static Map<String, Object> grants(
      GrantsPlan plan, List<GrantStatement> done, List<GrantStatement> inPlace) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", "succeeded");
    document.put("database", plan.database());
    document.put("statements", list(plan.statements(), GrantStatement::sql));
    document.put("done", list(done, GrantStatement::sql));
    document.put("inPlace", list(inPlace, GrantStatement::sql));
    document.put("warnings", list(plan.warnings(), GrantsWarning::message));
    return document;
  }

  /** What {@code doctor} found. */
  public static Map<String, Object> diagnoses(List<Diagnosis> found, String outcome) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", outcome);
    document.put("diagnoses", list(found, JsonDocuments::diagnosis));
    return document;
  }

  private static Map<String, Object> diagnosis(Diagnosis diagnosis) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("id", diagnosis.id());
    row.put("severity", diagnosis.severity().id());
    row.put("message", diagnosis.message());
    row.put("fix", diagnosis.fix());
    return row;
  }

  /** How clients reach a relay that has started. */
  public static Map<String, Object> relay(RelayAddress address) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", "succeeded");
    document.put("url", address.url());
    put(document, "socketUrl", address.socketUrl().orElse(null));
    document.put("host", RelayAddress.HOST);
    document.put("port", address.port());
    put(document, "socketFolder", address.socketFolder().map(Path::toString).orElse(null));
    document.put("database", address.database());
    document.put("user", address.user());
    document.put("password", address.password().reveal());
    return document;
  }

  /** A document of a command that wrote files. */
  public static Map<String, Object> files(List<String> files) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("outcome", "succeeded");
    document.put("files", files);
    return document;
  }

  /**
   * Files that were written, and those that were there already.
   *
   * @param left absent in the document where there are none
   */
  public static Map<String, Object> files(List<String> files, List<String> left) {
    Map<String, Object> document = files(files);
    if (!left.isEmpty()) {
      document.put("left", left);
    }
    return document;
  }

  private static void place(Map<String, Object> row, Place place) {
    row.put("file", place.file());
    if (place.line() > 0) {
      row.put("line", place.line());
    }
    if (place.column() > 0) {
      row.put("column", place.column());
    }
  }

  static void put(Map<String, Object> row, String key, @Nullable Object value) {
    if (value != null) {
      row.put(key, value);
    }
  }

  static <T> List<Object> list(List<T> items, Function<T, Object> form) {
    return items.stream().map(form).toList();
  }
}
