package dev.lockkeeper;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.ledger.Entry;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.run.MigrationResult;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Records by hand that migrations are applied, or are not. */
final class Marking {
  private final Execution execution;
  private final Catalog catalog;
  private final boolean applied;

  Marking(Execution execution, Catalog catalog, boolean applied) {
    this.execution = execution;
    this.catalog = catalog;
    this.applied = applied;
  }

  RunReport mark(Set<Version> typed, String reason) {
    if (reason.isBlank()) {
      throw LockkeeperException.because(ErrorCode.USAGE, "mark needs a reason")
          .hint("Say why with --reason; the ledger keeps it.")
          .build();
    }
    return execution.locked(
        reading -> mark(meant(typed, reading.history()), reason, reading.history()));
  }

  private Set<Version> meant(Set<Version> typed, History history) {
    return typed.stream().map(version -> meant(version, history)).collect(Collectors.toSet());
  }

  private Version meant(Version typed, History history) {
    Version meant =
        typed.meant(one -> catalog.find(one).isPresent() || history.find(one).isPresent());
    List<String> names =
        Stream.concat(
                catalog.find(meant).map(Migration::name).stream(),
                history.find(meant).map(Applied::name).stream())
            .distinct()
            .toList();
    if (!names.isEmpty() && names.stream().noneMatch(meant::mayBe)) {
      throw unknown(
          "there is no migration with the name "
              + meant.typed()
              + "; the version "
              + meant
              + " is that of "
              + meant.title(names.get(0)));
    }
    return meant;
  }

  private RunReport mark(Set<Version> versions, String reason, History history) {
    int batch = history.nextBatch(versions);
    List<Entry> entries = new ArrayList<>();
    for (Version version : versions.stream().sorted(catalog.order()).toList()) {
      requireChange(version, history);
      entries.add(entry(version, history, batch));
    }
    String proof = execution.session().lockProof();
    StringBuilder message = new StringBuilder("BEGIN; ");
    message.append(execution.rows().start("", execution.session().backend().pid())).append("; ");
    List<MigrationResult> results = new ArrayList<>();
    for (Entry entry : entries) {
      message.append(execution.rows().marked(entry, applied, reason, proof)).append("; ");
      results.add(
          new MigrationResult(
              entry.migration().version().toString(),
              entry.migration().name(),
              Direction.UP,
              applied ? "marked-applied" : "marked-pending",
              0,
              0));
    }
    message.append(execution.rows().finish(Outcome.SUCCEEDED.id(), null, null)).append("; COMMIT");
    execution.session().send(message.toString());
    RunReport report =
        new RunReport(
            execution.rows().run().id().toString(),
            "mark",
            Outcome.SUCCEEDED,
            applied ? batch : 0,
            results,
            List.of(),
            List.of(),
            0,
            Optional.empty());
    execution.listener().on(new RunEvent.Finished(report));
    return report;
  }

  private void requireChange(Version version, History history) {
    Optional<Applied> row = history.find(version);
    if (applied && catalog.find(version).isEmpty()) {
      throw unknown("there is no migration with the version " + version);
    }
    if (applied && row.isPresent() && !row.get().isPartial()) {
      throw unknown(row.get().title() + " is applied already");
    }
    if (!applied && row.isEmpty()) {
      throw unknown("the version " + version + " is not applied");
    }
  }

  private Entry entry(Version version, History history, int batch) {
    Migration migration =
        catalog.find(version).orElseGet(() -> gone(history.find(version).orElseThrow()));
    return new Entry(
        migration,
        Direction.UP,
        batch,
        "0",
        new Entry.StatementTimes(0, List.of(), List.of()),
        Optional.empty(),
        applied ? migration.up().exactChecksum() : "",
        applied ? migration.up().canonicalChecksum() : "");
  }

  /** A migration of which only the ledger knows. */
  private static Migration gone(Applied row) {
    SqlBody nothing = new SqlBody(row.title(), 1, Checksum.exact(""), ScriptHeader.NONE, () -> "");
    return new Migration(
        row.version(),
        row.name(),
        row.phase(),
        List.of(),
        Optional.empty(),
        nothing,
        Optional.empty());
  }

  private static LockkeeperException unknown(String message) {
    return LockkeeperException.because(ErrorCode.UNKNOWN_VERSION, message)
        .databaseState("Nothing was changed.")
        .hint("`lockkeeper status` lists the versions and where they stand.")
        .build();
  }
}
