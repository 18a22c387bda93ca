package dev.lockkeeper;

import dev.lockkeeper.check.Continuation;
import dev.lockkeeper.check.Destruction;
import dev.lockkeeper.check.InDoubt;
import dev.lockkeeper.check.PlanCheck;
import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.foreign.AdoptRequest;
import dev.lockkeeper.foreign.AdoptionPlan;
import dev.lockkeeper.guarded.GuardRequest;
import dev.lockkeeper.guarded.GuardedWork;
import dev.lockkeeper.ledger.Ledger;
import dev.lockkeeper.ledger.Reading;
import dev.lockkeeper.ledger.ReleaseRecord;
import dev.lockkeeper.ledger.RunProof;
import dev.lockkeeper.ledger.RunRecord;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.plan.DownRequest;
import dev.lockkeeper.plan.MigrationStatus;
import dev.lockkeeper.plan.Overview;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Planner;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.released.Proofs;
import dev.lockkeeper.released.ReleaseLedger;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunListener;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.run.StopSignal;
import dev.lockkeeper.run.Verification;
import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.source.MigrationSource;
import dev.lockkeeper.source.ScriptFolder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Migrates one database. Made by {@link #builder()}; thread-safe, since every call opens its own
 * session. What goes wrong before anything is touched, and what goes wrong in a run, is thrown as a
 * {@link LockkeeperException}; a {@link RunListener} sees the report of a failed run as well.
 */
public final class Lockkeeper {
  private final Database database;
  private final MigrationSource source;
  private final Settings settings;
  private final RunListener listener;
  private final StopSignal stop;
  private final Ledger ledger;
  private final Protection protection;

  Lockkeeper(LockkeeperBuilder parts) {
    this.database = parts.database();
    this.source = parts.source();
    this.settings = parts.settings();
    this.listener = parts.listener();
    this.stop = parts.stop();
    this.ledger = new Ledger(settings.ledgerSchema(), settings.project());
    this.protection = new Protection(settings, parts.confirmedEnvironment());
  }

  /** Starts the description of a database and its migrations. */
  public static LockkeeperBuilder builder() {
    return new LockkeeperBuilder();
  }

  /** Applies what is pending in the phase {@code pre}. */
  public RunReport up() {
    return up(UpRequest.PRE);
  }

  /** Applies what is pending, as far as the request goes. */
  public RunReport up(UpRequest request) {
    return reading(
        (catalog, session) -> {
          Planner planner = planner(catalog);
          Reading before = ledger.read(session);
          Admission.requireForUp(session, before, request, settings, database.display());
          Plan plan = undoubted(session, planner.up(before.history(), request));
          Admission.requireOwnProject(session, ledger, before, plan);
          PlanCheck.require(plan);
          Execution execution = execution(session, "up");
          if (plan.isEmpty() && before.history().ledgerExists()) {
            return execution.nothingToDo(plan);
          }
          return execution.underLock(
              plan,
              now -> {
                Admission.requireForUp(session, now, request, settings, database.display());
                Plan again = undoubted(session, planner.up(now.history(), request));
                Admission.requireOwnProject(session, ledger, now, again);
                return again;
              },
              InDoubt.ASK_CATALOG);
        });
  }

  /** Undoes what the request names. */
  public RunReport down(DownRequest request) {
    protection.requireFor(request);
    return existing(
        "down",
        (catalog, now) -> wayBack(planner(catalog).down(now.history(), request)),
        InDoubt.ASK_CATALOG);
  }

  /** Goes on with a half-applied migration, as a person has decided. */
  public RunReport resume(ResumeMode mode) {
    return existing(
        "resume",
        (catalog, now) ->
            Continuation.judged(new Resumption(catalog, mode).plan(now.history()), mode.inDoubt()),
        mode.inDoubt());
  }

  /** Records that migrations are applied, or are not, without running them. */
  public RunReport mark(Set<Version> versions, boolean applied, String reason) {
    protection.requireFor("mark");
    return reading(
        (catalog, session) -> {
          Admission.requireWritable(ledger.read(session));
          return new Marking(execution(session, "mark", reason), catalog, applied)
              .mark(versions, reason);
        });
  }

  /**
   * Takes over the history of another tool, or a database that no tool kept, without running
   * anything.
   */
  public AdoptReport adopt(AdoptRequest request) {
    protection.requireFor("adopt");
    return over(
        session -> {
          Admission.requireWritable(ledger.read(session));
          return adopting(session).adopt(request);
        });
  }

  /** What {@link #adopt} would take over. Takes no lock and writes nothing. */
  public AdoptionPlan plan(AdoptRequest request) {
    return over(session -> adopting(session).plan(request, ledger.read(session).history()));
  }

  private Adopting adopting(Session session) {
    return new Adopting(
        execution(session, "adopt"),
        () -> CatalogReading.of(source).over(session, settings.timing().idleTimeout()));
  }

  /**
   * Lets another program work under the lock, and records what it sends to the server. The session
   * that holds the lock is in no transaction meanwhile, so that nothing waits for it.
   *
   * @throws LockkeeperException if the program fails, or the histories of migration tools in the
   *     database say that a migration did
   */
  public GuardReport guard(GuardRequest request, GuardedWork work) {
    if (request.dangerous()) {
      protection.requireFor(request.action());
    }
    return over(
        session -> {
          Reading before = ledger.read(session);
          Admission.requireWritable(before);
          Admission.requireCreatable(before, settings);
          Optional<String> command = Optional.of(String.join(" ", request.command()));
          Execution execution = execution(session, request.action(), request.reason(), command);
          return new Guarding(execution, request, database.display()).perform(work);
        });
  }

  /**
   * Works while the lock is held, and writes nothing into the ledger. A protected environment asks
   * for a confirmation.
   *
   * @param action the command, for messages
   * @param work gets the session that holds the lock, which the server ends if it is idle for long
   */
  public <T> T unrecorded(String action, Function<Session, T> work) {
    protection.requireFor(action);
    return over(
        session -> {
          Admission.requireWritable(ledger.read(session));
          return execution(session, action).holdingLock(reading -> work.apply(session));
        });
  }

  /** What other programs sent to the server under a run, in order. Writes nothing. */
  public List<StatementRecord> statements(String runId) {
    return over(session -> ledger.reports().statements(session, runId));
  }

  /** Runs the data scripts of a folder, in the order of their names; they keep no state. */
  public RunReport seed(ScriptFolder seeds) {
    return over(
        session -> {
          Reading before = ledger.read(session);
          Admission.requireForUp(session, before, UpRequest.PRE, settings, database.display());
          return new Seeding(execution(session, "seed")).run(seeds);
        });
  }

  /** Every migration and where it stands. Writes nothing. */
  public List<MigrationStatus> status() {
    return overview().migrations();
  }

  /** Every migration and where it stands, with the folders that they come from. Writes nothing. */
  public Overview overview() {
    return reading(
        (catalog, session) -> {
          History history = ledger.read(session).history();
          return new Overview(
              MigrationStatus.of(catalog, history), catalog.folders(), history.ledgerExists());
        });
  }

  /** What one look at the database tells: its history and its server. Writes nothing. */
  public Reading look() {
    return over(ledger::read);
  }

  /** What {@link #up(UpRequest)} would do. Writes nothing; problems are in the plan. */
  public Plan plan(UpRequest request) {
    return reading(
        (catalog, session) ->
            undoubted(session, planner(catalog).up(ledger.read(session).history(), request)));
  }

  /** What {@link #down(DownRequest)} would do. Writes nothing; problems are in the plan. */
  public Plan plan(DownRequest request) {
    return reading(
        (catalog, session) ->
            Storable.judged(
                wayBack(planner(catalog).down(ledger.read(session).history(), request)),
                session.encoding()));
  }

  /** Compares ledger, files, catalog and invariants. Writes nothing. */
  public Verification verify() {
    return reading(
        (catalog, session) -> Verification.of(session, ledger, catalog, settings.invariants()));
  }

  /** The latest runs, newest first. Writes nothing. */
  public List<RunRecord> history(int most) {
    return over(session -> Past.latest(session, ledger, most));
  }

  /** The run whose id begins with the given text. Writes nothing. */
  public RunRecord run(String idStart) {
    return over(session -> Past.run(session, ledger, idStart));
  }

  /** The masked text with this checksum as it was applied; empty if the ledger has none. */
  public String appliedText(String checksum) {
    return over(session -> ledger.reports().script(session, checksum).orElse(""));
  }

  /**
   * Works with the record of a service's releases, while this gate holds their lock.
   *
   * @param notices is told who has the lock, as long as somebody else has it
   */
  public <T> T releasing(
      String service, Consumer<String> notices, Function<ReleaseLedger, T> work) {
    over(
        session -> {
          Admission.requireWritable(ledger.read(session));
          return true;
        });
    try (ReleaseLedger record =
        ReleaseLedger.open(database, ledger, settings, service, stop, notices)) {
      return work.apply(record);
    } catch (ServerException e) {
      throw SessionFailure.explain("the record of releases cannot be written", e);
    }
  }

  /** A service's latest releases, newest first. Writes nothing, takes no lock. */
  public List<ReleaseRecord> releases(String service, int most) {
    return over(session -> Past.releases(session, ledger, settings, service, most));
  }

  /**
   * What the ledger proves about an image. Writes nothing.
   *
   * @param image its name as the runs have recorded it, or its digest
   */
  public RunProof proof(String image) {
    return over(session -> Proofs.of(ledger, session, image));
  }

  private RunReport existing(
      String action, BiFunction<Catalog, Reading, Plan> planning, InDoubt inDoubt) {
    return reading(
        (catalog, session) -> {
          Function<Reading, Plan> planner =
              now -> Storable.judged(planning.apply(catalog, now), session.encoding());
          Reading before = ledger.read(session);
          Admission.requireWritable(before);
          Plan plan = planner.apply(before);
          PlanCheck.require(plan);
          Execution execution = execution(session, action);
          if (plan.isEmpty()) {
            return before.history().ledgerExists()
                ? execution.nothingToDo(plan)
                : execution.withoutTrace(plan);
          }
          return execution.underLock(plan, planner, inDoubt);
        });
  }

  /** Works over the migrations, which are read while the session opens, and the session. */
  private <T> T reading(BiFunction<Catalog, Session, T> work) {
    CatalogReading migrations = CatalogReading.of(source);
    try (Session session = open(migrations)) {
      Storable.requireProject(settings, session.encoding());
      Catalog catalog = migrations.over(session, settings.timing().idleTimeout());
      catalog.folders().forEach(folder -> listener.on(new RunEvent.FolderRead(folder)));
      return work.apply(catalog, session);
    } catch (ServerException e) {
      throw unreadable(e);
    }
  }

  private Session open(CatalogReading migrations) {
    try {
      return database.open();
    } catch (LockkeeperException e) {
      migrations.requireReadable();
      throw e;
    }
  }

  /** Works over a session of its own; a run explains by itself what happens to its migrations. */
  private <T> T over(Function<Session, T> work) {
    try (Session session = database.open()) {
      Storable.requireProject(settings, session.encoding());
      return work.apply(session);
    } catch (ServerException e) {
      throw unreadable(e);
    }
  }

  private static LockkeeperException unreadable(ServerException e) {
    return SessionFailure.explain("the database cannot be read", e);
  }

  private static Plan undoubted(Session session, Plan plan) {
    return undoubted(Storable.judged(plan, session.encoding()));
  }

  private static Plan undoubted(Plan plan) {
    return Continuation.judged(plan, InDoubt.ASK_CATALOG);
  }

  private static Plan wayBack(Plan plan) {
    return undoubted(Destruction.reported(plan));
  }

  private Planner planner(Catalog catalog) {
    return new Planner(catalog, Admission.policy(settings));
  }

  private Execution execution(Session session, String action) {
    return execution(session, action, "");
  }

  private Execution execution(Session session, String action, String reason) {
    return execution(session, action, reason, Optional.empty());
  }

  private Execution execution(
      Session session, String action, String reason, Optional<String> command) {
    return new Execution(
        database,
        ledger,
        settings,
        new Execution.Surroundings(session, listener, stop, action, reason, command));
  }
}
