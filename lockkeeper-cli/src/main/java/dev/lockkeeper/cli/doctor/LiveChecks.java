package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.LockHolder;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.foreign.Discovery;
import dev.lockkeeper.ledger.Ledger;
import dev.lockkeeper.ledger.Reading;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.DurationText;
import dev.lockkeeper.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/** Connects, asks, and judges. Writes nothing, and never takes the run's lock. */
final class LiveChecks {
  private static final Duration LONG_TRANSACTION = Duration.ofMinutes(5);
  private static final Duration SLOW_CONNECT = Duration.ofSeconds(2);

  private final Database database;
  private final DatabaseAddress address;
  private final Settings settings;
  private final Duration longTransaction;

  LiveChecks(Database database, DatabaseAddress address, Settings settings) {
    this(database, address, settings, LONG_TRANSACTION);
  }

  LiveChecks(
      Database database, DatabaseAddress address, Settings settings, Duration longTransaction) {
    this.database = database;
    this.address = address;
    this.settings = settings;
    this.longTransaction = longTransaction;
  }

  void run(Diagnoses diagnoses) {
    long start = System.nanoTime();
    Session opened;
    try {
      opened = database.open();
    } catch (LockkeeperException e) {
      notConnected(e, diagnoses);
      return;
    }
    connected(Duration.ofNanos(System.nanoTime() - start), diagnoses);
    try (Session session = opened) {
      LiveFacts facts =
          new LiveQueries(database, session, settings.ledgerSchema(), longTransaction).ask();
      new LiveJudgement(facts, SettingsChecks.isLocal(address), diagnoses).all();
      runUnderWay(session, diagnoses);
      ledger(session, diagnoses);
    } catch (LockkeeperException e) {
      diagnoses.problem("live", e);
    } catch (ServerException e) {
      diagnoses.problem(
          "live",
          "the server did not answer a question: " + e.facts().message(),
          "Run doctor again; if it stays, look into the server's log.");
    }
  }

  private void connected(Duration took, Diagnoses diagnoses) {
    String message =
        "connected to " + address.display() + " in " + DurationText.display(took.toMillis());
    if (took.compareTo(SLOW_CONNECT) > 0) {
      diagnoses.warning(
          "live.connect", message, "Look at name resolution, the network path and the server.");
    } else {
      diagnoses.ok("live.connect", message);
    }
  }

  private void notConnected(LockkeeperException failure, Diagnoses diagnoses) {
    String fix = failure.hint().orElse("");
    if (failure.code() == ErrorCode.AUTHENTICATION) {
      fix = fix + " " + SettingsChecks.STORE_SECRET;
    } else if (failure.code() == ErrorCode.UNREACHABLE) {
      fix = fix + " " + NetworkPath.options(address);
    }
    diagnoses.problem("live.connect", String.valueOf(failure.getMessage()), fix.strip());
  }

  private static void runUnderWay(Session session, Diagnoses diagnoses) {
    Optional<LockHolder> holder = session.lockHolder();
    holder.ifPresent(
        found ->
            diagnoses.info(
                "live.lock",
                "a run is under way: pid "
                    + found.pid()
                    + " of "
                    + found.user()
                    + ", connected for "
                    + DurationText.display(found.age().toMillis()),
                "Another run waits for it for as long as lock-wait says."));
  }

  private void ledger(Session session, Diagnoses diagnoses) {
    Reading reading;
    try {
      reading = new Ledger(settings.ledgerSchema(), settings.project()).read(session);
    } catch (LockkeeperException e) {
      diagnoses.problem("live.ledger", e);
      return;
    }
    if (reading.history().ledgerExists()) {
      existing(session, reading, diagnoses);
    } else {
      absent(session, reading, diagnoses);
    }
  }

  private void absent(Session session, Reading reading, Diagnoses diagnoses) {
    if (!reading.mayCreate() && !reading.server().readOnly()) {
      diagnoses.problem(
          "live.ledger",
          "there is no ledger, and "
              + reading.server().user()
              + " may not create it in the schema "
              + settings.ledgerSchema(),
          "`lockkeeper grants` prints what an owner of the database has to run.");
    } else if (reading.userTables() > 0) {
      Discovery discovery = Discovery.look(session);
      diagnoses.info(
          "live.ledger",
          "there is no ledger, and the database has tables: "
              + reading.userTables()
              + discovery.summary(),
          "The first `up` refuses to touch them. " + discovery.ways());
    } else {
      diagnoses.ok("live.ledger", "there is no ledger yet; the first `up` makes it");
    }
  }

  private void existing(Session session, Reading reading, Diagnoses diagnoses) {
    reading
        .history()
        .halfApplied()
        .ifPresent(
            half ->
                diagnoses.warning(
                    "live.ledger",
                    half.title() + " is half-applied",
                    "Run `lockkeeper up`; if it cannot decide, `lockkeeper resume`."));
    String unwritable = session.last(unwritable()).row().text(0);
    if (!unwritable.isEmpty()) {
      diagnoses.problem(
          "live.ledger",
          reading.server().user() + " may read the ledger but not write " + unwritable,
          "Connect as the migration role; `lockkeeper grants` prints what it needs.");
    } else if (!diagnoses.has("live.ledger")) {
      diagnoses.ok(
          "live.ledger",
          "the ledger can be read and written; "
              + reading.history().all().size()
              + " migrations of "
              + settings.project()
              + " are applied");
    }
  }

  private String unwritable() {
    boolean isPublic = settings.ledgerSchema().equals("public");
    return "SELECT pg_catalog.string_agg(c.relname, ', ' ORDER BY c.relname) FROM"
        + " pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE"
        + " n.nspname = "
        + Literal.text(settings.ledgerSchema())
        + " AND c.relkind = 'r' AND c.relname !~ 'ledger$'"
        + (isPublic ? " AND c.relname ~ '^lockkeeper_'" : "")
        + " AND NOT pg_catalog.has_table_privilege(c.oid, 'INSERT')";
  }
}
