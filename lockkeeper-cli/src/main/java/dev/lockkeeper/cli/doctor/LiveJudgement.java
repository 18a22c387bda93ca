package dev.lockkeeper.cli.doctor;

import dev.lockkeeper.settings.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Says what is wrong with what a live database told. Asks nothing itself. */
final class LiveJudgement {
  private static final int MOST_NAMES = 5;
  private static final int NEWEST_TESTED = 18;
  private static final Duration CLOCK_LIMIT = Duration.ofSeconds(5);

  /** A run's own session, the watch, and the one that looks after a lost connection. */
  private static final int CONNECTIONS_NEEDED = 3;

  private final LiveFacts facts;
  private final boolean isLocal;
  private final Diagnoses diagnoses;

  LiveJudgement(LiveFacts facts, boolean isLocal, Diagnoses diagnoses) {
    this.facts = facts;
    this.isLocal = isLocal;
    this.diagnoses = diagnoses;
  }

  void all() {
    version();
    role();
    state();
    pooler();
    encryption();
    clock();
    connections();
    rights();
    indexes();
    transactions();
    freezing();
  }

  private void version() {
    int version = facts.server().version();
    String name = "PostgreSQL " + facts.server().versionName();
    if (version < 140000) {
      diagnoses.problem(
          "live.version", name + " is too old", "Lockkeeper works with PostgreSQL 14 and newer.");
    } else if (version < 140004) {
      diagnoses.warning(
          "live.version",
          name
              + ": CREATE INDEX CONCURRENTLY and REINDEX CONCURRENTLY can corrupt indexes silently",
          "Update to 14.4 or later, and check indexes that were built before with amcheck.");
    } else if (version / 10000 > NEWEST_TESTED) {
      diagnoses.info("live.version", name + " is newer than what Lockkeeper was tested with", "");
    } else {
      diagnoses.ok("live.version", name);
    }
  }

  private void role() {
    LiveFacts.Server server = facts.server();
    if (server.isSuperuser()) {
      diagnoses.warning(
          "live.superuser",
          server.user() + " is a superuser: no right is kept from a migration",
          "Use a migration role of its own; `lockkeeper grants` prints what it needs.");
    } else if (!server.adminGroups().isEmpty()) {
      diagnoses.warning(
          "live.superuser",
          server.user() + " is a member of " + String.join(", ", server.adminGroups()),
          "Use a migration role of its own; `lockkeeper grants` prints what it needs.");
    } else {
      diagnoses.ok("live.superuser", server.user() + " is no superuser");
    }
  }

  private void state() {
    if (facts.server().isReplica()) {
      diagnoses.problem(
          "live.read-only",
          "the server is a replica and accepts no change",
          "Use the address of the primary.");
    } else if (facts.server().isReadOnly()) {
      diagnoses.problem(
          "live.read-only",
          "transactions are read-only by default",
          "Look at default_transaction_read_only of the role, the database and the server.");
    } else {
      diagnoses.ok("live.read-only", "the server accepts changes");
    }
  }

  private void pooler() {
    switch (facts.pooler()) {
      case NONE -> diagnoses.ok("live.pooler", "this connection has the server to itself");
      case SESSION ->
          diagnoses.info(
              "live.pooler",
              "something between here and the server speaks for it, as a pooler in session mode"
                  + " does",
              "That works; the server's direct address has fewer things that can go wrong.");
      case SHARED ->
          diagnoses.problem(
              "live.pooler",
              "a pooler hands one server process to several connections: a lock would be nobody's",
              "Use the server's direct address (the direct port, the private IP, or the Cloud SQL"
                  + " socket).");
    }
  }

  private void encryption() {
    if (facts.isEncrypted()) {
      diagnoses.ok("live.tls", "the connection is encrypted");
    } else if (isLocal) {
      diagnoses.ok("live.tls", "the connection is not encrypted, and stays on this machine");
    } else {
      diagnoses.warning(
          "live.tls",
          "the connection to another machine is not encrypted",
          "Add ?sslmode=verify-full&sslrootcert=… to the address, or sslmode=require at least.");
    }
  }

  private void clock() {
    Duration ahead = facts.clockAhead();
    if (ahead.abs().minus(facts.clockTolerance()).compareTo(CLOCK_LIMIT) > 0) {
      diagnoses.warning(
          "live.clock",
          "the server's clock is "
              + shown(ahead.abs())
              + (ahead.isNegative() ? " behind" : " ahead of")
              + " this machine's",
          "Let both take their time from a time server; versions of new migrations come from this"
              + " machine's clock.");
    } else {
      diagnoses.ok("live.clock", "both clocks agree");
    }
  }

  private void connections() {
    LiveFacts.Connections counts = facts.connections();
    int free = counts.most() - counts.reserved() - counts.used();
    String message =
        counts.used()
            + " of "
            + counts.most()
            + " connections are in use ("
            + counts.reserved()
            + " are reserved)";
    if (free < CONNECTIONS_NEEDED) {
      diagnoses.problem(
          "live.connections",
          message,
          "End idle sessions, make the application's pools smaller, or raise max_connections: a run"
              + " needs "
              + CONNECTIONS_NEEDED
              + ".");
    } else if (free * 10 < counts.most()) {
      diagnoses.warning(
          "live.connections",
          message,
          "Make the application's pools smaller: during a deploy both revisions connect.");
    } else {
      diagnoses.ok("live.connections", message);
    }
    if (counts.roleLimit() >= 0 && counts.roleLimit() < CONNECTIONS_NEEDED) {
      diagnoses.problem(
          "live.connections",
          facts.server().user() + " may have " + counts.roleLimit() + " connections only",
          "Run ALTER ROLE … CONNECTION LIMIT " + CONNECTIONS_NEEDED + " or more.");
    }
  }

  private void rights() {
    String user = facts.server().user();
    if (facts.schema().isEmpty()) {
      diagnoses.problem(
          "live.rights",
          "no schema of the search_path exists for " + user + ": CREATE TABLE has nowhere to go",
          "Create the schema or set search_path for the role; `lockkeeper grants` makes schemas.");
    } else if (!facts.mayCreate()) {
      diagnoses.problem(
          "live.rights",
          user + " may not create in the schema " + facts.schema().get(),
          "Connect as the migration role, or give it the right; `lockkeeper grants` prints the"
              + " statements (PostgreSQL 15 took CREATE on public from everybody).");
    } else {
      diagnoses.ok("live.rights", user + " may create in the schema " + facts.schema().get());
    }
    if (facts.foreignTables() > 0) {
      diagnoses.warning(
          "live.owners",
          user + " cannot alter " + facts.foreignTables() + " tables, which belong to others",
          "`lockkeeper grants` prints the lines that change their owner.");
    }
  }

  private void indexes() {
    List<String> names = facts.invalidIndexes();
    if (names.isEmpty()) {
      diagnoses.ok("live.indexes", "every index is valid");
      return;
    }
    int more = names.size() - MOST_NAMES;
    diagnoses.warning(
        "live.indexes",
        "not valid: "
            + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
            + (more > 0 ? " and " + more + " more" : "")
            + "; they cost every write and serve no read",
        "If nobody is building them now: REINDEX INDEX CONCURRENTLY, or DROP INDEX CONCURRENTLY and"
            + " build again.");
  }

  private void transactions() {
    for (LiveFacts.Transaction open : facts.longTransactions()) {
      boolean isPrepared = open.pid() == 0;
      diagnoses.warning(
          "live.transactions",
          (isPrepared ? "a prepared transaction" : "pid " + open.pid())
              + (open.user().isEmpty() ? "" : " of " + open.user())
              + (isPrepared ? " is open for " : " has a transaction open for ")
              + shown(open.age())
              + (open.state().isEmpty() || isPrepared ? "" : " (" + open.state() + ")")
              + ": it holds up locks, CREATE INDEX CONCURRENTLY and vacuum",
          isPrepared
              ? "Find it in pg_prepared_xacts, then COMMIT PREPARED or ROLLBACK PREPARED."
              : "Let it end, or end it: SELECT pg_terminate_backend(" + open.pid() + ").");
    }
    if (facts.longTransactions().isEmpty()) {
      diagnoses.ok("live.transactions", "no transaction is open for long");
    }
    if (!facts.seesOthers()) {
      diagnoses.info(
          "live.transactions",
          facts.server().user() + " cannot see what other roles run",
          "Run GRANT pg_read_all_stats TO that role, so that reports can name who holds it up.");
    }
  }

  private void freezing() {
    LiveFacts.Freezing freezing = facts.freezing();
    if (!freezing.workers().isEmpty()) {
      diagnoses.warning(
          "live.wraparound",
          "autovacuum prevents wraparound (pid "
              + freezing.workers().stream().map(String::valueOf).collect(Collectors.joining(", "))
              + ") and gives way to no ALTER TABLE",
          "Let it finish before tables that it works on are changed; do not cancel it.");
    } else if (freezing.age() >= freezing.most()) {
      diagnoses.info(
          "live.wraparound",
          "a vacuum against wraparound is due (age " + freezing.age() + ")",
          "It gives way to no ALTER TABLE; let it run, or run VACUUM FREEZE at a quiet time.");
    } else {
      diagnoses.ok("live.wraparound", "no vacuum against wraparound is near");
    }
  }

  private static String shown(Duration duration) {
    return DurationText.display(duration.toMillis());
  }
}
