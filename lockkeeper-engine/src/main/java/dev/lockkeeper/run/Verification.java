package dev.lockkeeper.run;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.ledger.Ledger;
import dev.lockkeeper.ledger.LedgerReports;
import dev.lockkeeper.ledger.Reading;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.plan.Finding;
import dev.lockkeeper.plan.MigrationStatus;
import dev.lockkeeper.settings.Invariant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code verify} found. Immutable.
 *
 * @param checked how many migrations of the ledger were compared
 * @param schemaHash the fingerprint of the schema now; empty without a ledger
 * @param findings what is wrong or worth knowing
 */
public record Verification(int checked, String schemaHash, List<Finding> findings) {

  public Verification {
    findings = List.copyOf(findings);
  }

  /** Whether nothing is wrong. */
  public boolean isClean() {
    return findings.stream().allMatch(f -> f.severity() == Finding.Severity.INFO);
  }

  /** Compares files, ledger, catalog and invariants. Writes nothing. */
  public static Verification of(
      Session session, Ledger ledger, Catalog catalog, List<Invariant> invariants) {
    Reading reading = ledger.read(session);
    List<Finding> findings = new ArrayList<>();
    List<MigrationStatus> all = MigrationStatus.of(catalog, reading.history());
    all.forEach(status -> judge(status, findings));
    invalidIndexes(session, findings);
    for (String violated : Invariants.violated(session, invariants)) {
      findings.add(finding("LK915", Finding.Severity.DANGER, violated, Optional.empty()));
    }
    String hash = "";
    if (reading.history().ledgerExists()) {
      LedgerReports.Fingerprints prints = ledger.reports().fingerprints(session);
      hash = prints.now();
      drift(prints, findings);
      MissingTables.find(session, catalog, reading.history()).forEach(findings::add);
    } else {
      findings.add(
          finding(
              "LK910",
              Finding.Severity.INFO,
              "the database has no ledger: nothing was ever applied here",
              Optional.empty()));
    }
    int checked = (int) all.stream().filter(status -> status.applied().isPresent()).count();
    return new Verification(checked, hash, findings);
  }

  private static void judge(MigrationStatus status, List<Finding> findings) {
    String title = status.version().title(status.name());
    switch (status.state()) {
      case CHANGED ->
          findings.add(
              finding(
                  "LK911",
                  Finding.Severity.DANGER,
                  title + " was changed after it was applied",
                  status.place()));
      case MISSING ->
          findings.add(
              finding(
                  "LK912",
                  Finding.Severity.DANGER,
                  title + " is applied, and its file is gone",
                  Optional.empty()));
      case FAILED ->
          findings.add(
              finding(
                  "LK913", Finding.Severity.DANGER, title + " is half-applied", status.place()));
      case APPLIED, MARKED, ADOPTED -> {
        if (status.reformatted()) {
          findings.add(
              finding(
                  "LK901",
                  Finding.Severity.INFO,
                  title + " was reformatted after it was applied",
                  status.place()));
        }
      }
      case PENDING -> {}
    }
  }

  private static void invalidIndexes(Session session, List<Finding> findings) {
    for (Result.Row row :
        session
            .last(
                "SELECT i.indexrelid::regclass, i.indrelid::regclass FROM pg_catalog.pg_index i JOIN"
                    + " pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE NOT i.indisvalid AND"
                    + " c.relkind = 'i' AND NOT EXISTS (SELECT 1 FROM"
                    + " pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid ="
                    + " i.indexrelid) ORDER BY 1")
            .rows()) {
      findings.add(
          new Finding(
              "LK914",
              Finding.Severity.DANGER,
              "the index "
                  + row.text(0)
                  + " of "
                  + row.text(1)
                  + " is invalid: it costs writes and"
                  + " serves no query",
              Optional.empty(),
              Optional.empty(),
              Optional.of("DROP INDEX CONCURRENTLY " + row.text(0) + "; and build it again")));
    }
  }

  private static void drift(LedgerReports.Fingerprints prints, List<Finding> findings) {
    if (prints.recorded().isPresent() && !prints.recorded().get().equals(prints.now())) {
      findings.add(
          finding(
              "LK916",
              Finding.Severity.WARNING,
              "the schema is not what run "
                  + Literal.text(prints.runId()).substring(2, 10)
                  + " left: somebody changed it outside Lockkeeper",
              Optional.empty()));
    }
  }

  static Finding finding(
      String rule, Finding.Severity severity, String message, Optional<Place> place) {
    return new Finding(rule, severity, message, place, Optional.empty(), Optional.empty());
  }
}
