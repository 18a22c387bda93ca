package dev.lockkeeper;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.foreign.AdoptRequest;
import dev.lockkeeper.foreign.AdoptedMigration;
import dev.lockkeeper.foreign.AdoptionPlan;
import dev.lockkeeper.foreign.ForeignTable;
import dev.lockkeeper.foreign.Recognition;
import dev.lockkeeper.foreign.ToolLock;
import dev.lockkeeper.ledger.Adoption;
import dev.lockkeeper.ledger.Entry;
import dev.lockkeeper.ledger.Reading;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.run.MigrationResult;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.sql.Masking;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes over what another tool, or nobody, has on record. */
final class Adopting {
  private static final int MESSAGE_SIZE = 256 << 10;

  private final Execution execution;
  private final Supplier<Catalog> files;

  /**
   * @param files reads the migrations of the project
   */
  Adopting(Execution execution, Supplier<Catalog> files) {
    this.execution = execution;
    this.files = files;
  }

  /** What would be taken over. */
  AdoptionPlan plan(AdoptRequest request, History history) {
    return request.baseline().isPresent()
        ? baseline(request.baseline().get(), history)
        : plan(request, Recognition.require(execution.session(), request), history);
  }

  AdoptReport adopt(AdoptRequest request) {
    return execution.holdingLock(
        reading -> {
          if (request.baseline().isPresent()) {
            return write(baseline(request.baseline().get(), reading.history()), reading);
          }
          ForeignTable table = Recognition.require(execution.session(), request);
          ToolLock theirs = ToolLock.take(execution.session(), table);
          try (theirs) {
            return write(plan(request, table, reading.history()), reading);
          }
        });
  }

  private AdoptionPlan plan(AdoptRequest request, ForeignTable table, History history) {
    return AdoptionPlan.of(execution.session(), table, request, catalog(table), history);
  }

  /** A project whose migrations are written in Python or JavaScript has no folder of scripts. */
  private Catalog catalog(ForeignTable table) {
    try {
      return files.get();
    } catch (LockkeeperException e) {
      boolean nothing = e.code() == ErrorCode.FOLDER_MISSING || e.code() == ErrorCode.FOLDER_EMPTY;
      if (nothing && !table.tool().keepsSqlFiles()) {
        return Catalog.of(List.of(), List.of());
      }
      throw e;
    }
  }

  private AdoptionPlan baseline(Version version, History history) {
    List<ForeignTable> known = Recognition.all(execution.session());
    if (!known.isEmpty()) {
      String tool = known.get(0).tool().id();
      throw LockkeeperException.because(
              ErrorCode.AMBIGUOUS_HISTORY,
              "the database has a history already: "
                  + known.get(0).display()
                  + " of "
                  + known.get(0).tool().title())
          .databaseState("Nothing was changed.")
          .hint(
              "Take it over with `lockkeeper adopt --from "
                  + tool
                  + "`; what it does not have can be recorded with `lockkeeper mark`.")
          .build();
    }
    return AdoptionPlan.baseline(version, files.get(), history);
  }

  private AdoptReport write(AdoptionPlan plan, Reading reading) {
    execution.withLedger(reading);
    Session session = execution.session();
    String proof = session.lockProof();
    Outcome outcome = plan.migrations().isEmpty() ? Outcome.NOTHING_TO_DO : Outcome.SUCCEEDED;
    StringBuilder message = new StringBuilder("BEGIN; ");
    message.append(execution.rows().start("", session.backend().pid())).append("; ");
    for (AdoptedMigration one : plan.migrations()) {
      message.append(execution.rows().adopted(entry(one), adoption(plan, one), proof)).append("; ");
      if (message.length() > MESSAGE_SIZE) {
        session.send(message.toString());
        message.setLength(0);
      }
    }
    message.append(execution.rows().finish(outcome.id(), null, null)).append("; COMMIT");
    session.send(message.toString());
    RunReport report = report(plan, outcome);
    execution.listener().on(new RunEvent.Finished(report));
    return new AdoptReport(plan, report);
  }

  private RunReport report(AdoptionPlan plan, Outcome outcome) {
    return new RunReport(
        execution.rows().run().id().toString(),
        "adopt",
        outcome,
        0,
        plan.migrations().stream().map(Adopting::result).toList(),
        List.of(),
        List.of(),
        0,
        Optional.empty());
  }

  private static MigrationResult result(AdoptedMigration one) {
    return new MigrationResult(
        one.version().toString(), one.name(), Direction.UP, "adopted", one.durationMillis(), 0);
  }

  private static Entry entry(AdoptedMigration one) {
    Migration migration = one.file().orElseGet(() -> withoutFile(one));
    boolean exists = one.file().isPresent();
    return new Entry(
        migration,
        Direction.UP,
        0,
        Long.toString(one.durationMillis()),
        new Entry.StatementTimes(0, List.of(), List.of()),
        one.file()
            .map(Migration::up)
            .filter(SqlBody.class::isInstance)
            .map(up -> Masking.mask(((SqlBody) up).text())),
        exists ? migration.up().exactChecksum() : "",
        exists ? migration.up().canonicalChecksum() : "");
  }

  /** A migration that is no file of this project. */
  private static Migration withoutFile(AdoptedMigration one) {
    SqlBody nothing =
        new SqlBody(
            one.version().title(one.name()), 1, Checksum.exact(""), ScriptHeader.NONE, () -> "");
    return new Migration(
        one.version(),
        one.name(),
        Phase.PRE,
        List.of(),
        Optional.empty(),
        nothing,
        Optional.empty());
  }

  private static Adoption adoption(AdoptionPlan plan, AdoptedMigration one) {
    return new Adoption(
        new Applied.Origin(plan.source(), one.appliedBy()),
        one.appliedAt(),
        "from "
            + plan.source()
            + one.appliedAt().map(at -> ", applied " + at).orElse("")
            + one.appliedBy().map(by -> " by " + by).orElse("")
            + one.checksum().map(sum -> ", checksum " + sum).orElse("")
            + (one.isOpaque() ? ", which was not compared" : "")
            + (one.file().isPresent() ? "" : ", no file in this project"));
  }
}
