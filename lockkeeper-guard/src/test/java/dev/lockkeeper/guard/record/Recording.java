package dev.lockkeeper.guard.record;

import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.guard.relay.Served;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Redaction;
import dev.lockkeeper.settings.Secret;
import dev.lockkeeper.settings.Timing;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A relay that records what passes, in front of a database of a test. */
final class Recording implements AutoCloseable, Recorder.Sink {
  static final String SECRET = "s3cr3t/thing";

  private final List<Integer> pids = new CopyOnWriteArrayList<>();
  private final List<StatementRecord> records = new CopyOnWriteArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Recorder recorder;
  private final Served served;
  private volatile boolean refuses;
  private volatile boolean full;

  Recording(DatabaseAddress server) {
    this(server, server);
  }

  /** With an observer that connects elsewhere. */
  Recording(DatabaseAddress server, DatabaseAddress observed) {
    recorder =
        new Recorder(
            PostgresDatabase.at(observed, Timing.DEFAULT),
            Redaction.of(List.of(Secret.of(SECRET))),
            this,
            relation -> relation.equals("history"),
            log::add);
    served = new Served(server, recorder);
  }

  @Override
  public void opened(int backendPid) {
    if (refuses) {
      throw new IllegalStateException("the ledger is closed");
    }
    pids.add(backendPid);
  }

  @Override
  public void record(List<StatementRecord> statements) {
    if (full) {
      throw new IllegalStateException("the ledger is full");
    }
    records.addAll(statements);
  }

  void refuse() {
    refuses = true;
  }

  void fill() {
    full = true;
  }

  Served served() {
    return served;
  }

  List<String> log() {
    return log;
  }

  List<Integer> pids() {
    return pids;
  }

  List<StatementRecord> records() {
    return records;
  }

  Facts facts() {
    return recorder.facts();
  }

  Connection connect(String... properties) throws SQLException {
    return served.connect(properties);
  }

  /** Ends the relay and its sessions, so that everything is recorded. */
  void end() {
    served.close();
    recorder.close();
  }

  /** The records of one session. */
  List<StatementRecord> of(int session) {
    return records.stream().filter(each -> each.session() == session).toList();
  }

  /** The records of one server process, whose session may have any number. */
  List<StatementRecord> ofBackend(int backendPid) {
    return records.stream().filter(each -> each.backendPid() == backendPid).toList();
  }

  /** The latest record whose text begins so. */
  StatementRecord latest(String beginning) {
    return records.stream()
        .filter(each -> each.text().startsWith(beginning))
        .reduce((a, b) -> b)
        .orElseThrow(() -> new AssertionError(beginning + " is not in " + texts()));
  }

  List<String> texts() {
    return records.stream().map(StatementRecord::text).toList();
  }

  @Override
  public void close() {
    end();
  }
}
