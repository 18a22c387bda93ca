package dev.lockkeeper;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.foreign.Discovery;
import dev.lockkeeper.ledger.Ledger;
import dev.lockkeeper.ledger.Reading;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Policy;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.settings.DownPolicy;
import dev.lockkeeper.settings.OutOfOrder;
import dev.lockkeeper.settings.Settings;
import java.util.LinkedHashMap;
import java.util.Map;

/** Decides whether a database may be migrated at all. */
final class Admission {
  private static final int MOST_COMPARED = 50;

  private Admission() {}

  static Policy policy(Settings settings) {
    return new Policy(
        settings.outOfOrder() == OutOfOrder.APPLY,
        settings.downPolicy() == DownPolicy.REQUIRED,
        settings.minimumNameLength());
  }

  static void requireForUp(
      Session session, Reading reading, UpRequest request, Settings settings, String where) {
    requireWritable(reading);
    if (reading.history().ledgerExists()) {
      return;
    }
    if (reading.userTables() > 0 && !request.allowExisting()) {
      Discovery discovery = Discovery.look(session);
      throw LockkeeperException.because(
              ErrorCode.EXISTING_TABLES,
              "the database "
                  + where
                  + " has "
                  + reading.userTables()
                  + (reading.userTables() == 1 ? " table" : " tables")
                  + " and no ledger of Lockkeeper"
                  + discovery.summary())
          .databaseState("Nothing was changed.")
          .hint(discovery.ways())
          .build();
    }
    requireCreatable(reading, settings);
  }

  /** Refuses a database without a ledger where the role may not make one. */
  static void requireCreatable(Reading reading, Settings settings) {
    if (!reading.history().ledgerExists() && !reading.mayCreate()) {
      throw new Ledger(settings.ledgerSchema(), settings.project())
          .mayNotCreate(
              reading.server().user()
                  + " may not create the schema "
                  + settings.ledgerSchema()
                  + " in "
                  + reading.server().database(),
              reading.server());
    }
  }

  /**
   * Refuses to start a project in a ledger that has the same migrations under another name: a
   * changed name of the project would run them all again.
   */
  static void requireOwnProject(Session session, Ledger ledger, Reading reading, Plan plan) {
    if (!reading.history().all().isEmpty() || reading.history().otherProjects().isEmpty()) {
      return;
    }
    Map<Version, String> texts = new LinkedHashMap<>();
    for (Step step : plan.steps().subList(0, Math.min(MOST_COMPARED, plan.steps().size()))) {
      texts.put(step.migration().version(), step.body().exactChecksum());
    }
    ledger
        .twin(session, texts)
        .ifPresent(
            twin -> {
              throw LockkeeperException.because(
                      ErrorCode.OTHER_PROJECT,
                      "the ledger has these migrations already, as the project `" + twin + "`")
                  .databaseState("Nothing was changed.")
                  .hint("Set `project: " + twin + "` in lockkeeper.yaml.")
                  .build();
            });
  }

  static void requireWritable(Reading reading) {
    if (reading.server().replica() || reading.server().readOnly()) {
      throw LockkeeperException.because(
              ErrorCode.READ_ONLY,
              reading.server().replica()
                  ? "the server is a replica and accepts no change"
                  : "the server accepts reading transactions only")
          .databaseState("Nothing was changed.")
          .hint(
              reading.server().replica()
                  ? "Use the address of the primary."
                  : "Look at default_transaction_read_only of the role, the database and the"
                      + " server.")
          .build();
    }
  }
}
