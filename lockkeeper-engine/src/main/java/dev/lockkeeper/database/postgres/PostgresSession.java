package dev.lockkeeper.database.postgres;

import dev.lockkeeper.database.Backend;
import dev.lockkeeper.database.Encoding;
import dev.lockkeeper.database.LockHolder;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.settings.Timing;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PreferQueryMode;

/** A session over one pgjdbc connection. */
final class PostgresSession implements Session {
  private static final String RESET =
      "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; DISCARD TEMP; ";

  private final PostgresDatabase database;
  private final Connection connection;
  private final PGConnection driver;
  private final boolean aborts;
  private final String cleanSlate;
  private final Watch watch;
  private final StarvedHolder starvedHolder;
  private final List<String> notices = new ArrayList<>();
  private Backend backend;
  private volatile boolean aborted;

  PostgresSession(PostgresDatabase database, Connection connection, Timing timing, boolean aborts)
      throws SQLException {
    this.database = database;
    this.connection = connection;
    this.driver = connection.unwrap(PGConnection.class);
    this.aborts = aborts;
    this.cleanSlate = aborts ? RESET + ServerSettings.statements(timing) : RESET;
    this.backend = new Backend(driver.getBackendPID(), 0);
    this.watch = new Watch(this, database, timing.watchInterval());
    this.starvedHolder = new StarvedHolder(this, timing.idleTimeout());
  }

  @Override
  public Backend backend() {
    return backend;
  }

  @Override
  public Encoding encoding() {
    String name = driver.getParameterStatus("server_encoding");
    return new Encoding(name == null ? "UTF8" : name);
  }

  @Override
  public boolean sendsWhole() {
    return driver.getPreferQueryMode() == PreferQueryMode.SIMPLE;
  }

  @Override
  public List<Result> send(String statements) {
    return send(statements, 0);
  }

  @Override
  public List<Result> run(String statements) {
    // In the extended protocol a row limit makes the server itself stop after so many rows.
    return send(statements, sendsWhole() ? 1 : 0);
  }

  private List<Result> send(String statements, int mostRows) {
    // The server reads the literals of a whole message before it runs the first statement of it.
    if (readsBackslashes() && statements.startsWith(cleanSlate)) {
      execute(cleanSlate, 0);
    }
    return execute(statements, mostRows);
  }

  private boolean readsBackslashes() {
    return "off".equals(driver.getParameterStatus("standard_conforming_strings"));
  }

  private List<Result> execute(String statements, int mostRows) {
    watch.begin();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.setMaxRows(mostRows);
      boolean rows = statement.execute(statements);
      List<Result> results = Results.readAll(statement, rows);
      keepNotices(statement.getWarnings());
      return results;
    } catch (SQLException e) {
      throw failure(e);
    } finally {
      watch.end();
    }
  }

  @Override
  public long copyIn(String copyStatement, String data) {
    watch.begin();
    try {
      return driver.getCopyAPI().copyIn(copyStatement, new StringReader(data));
    } catch (SQLException e) {
      throw failure(e);
    } catch (IOException e) {
      throw failure(new SQLException(e.getMessage(), "08006", e));
    } finally {
      watch.end();
    }
  }

  @Override
  public String cleanSlate() {
    // The server reads the strings of a whole message by the setting of its beginning, so that a
    // reset in front of them would come too late.
    if ("off".equals(driver.getParameterStatus("standard_conforming_strings"))) {
      send("RESET standard_conforming_strings");
    }
    return cleanSlate;
  }

  @Override
  public boolean tryLock() {
    Result.Row row = last(RunLockSql.TRY).row();
    backend = new Backend(row.integer(1), row.number(2));
    return row.truth(0);
  }

  @Override
  public void unlock() {
    send(RunLockSql.UNLOCK);
  }

  @Override
  public Optional<LockHolder> lockHolder() {
    return last(RunLockSql.HOLDER).rows().stream().findFirst().map(RunLockSql::holder);
  }

  @Override
  public void endStarvedHolder() {
    starvedHolder.look();
  }

  @Override
  public void endBackend(Backend other) {
    send(
        "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE pid = "
            + other.pid()
            + " AND (pg_catalog.date_part('epoch', backend_start) * 1000000)::bigint = "
            + other.startedMicros());
  }

  @Override
  public String lockProof() {
    return RunLockSql.PROOF;
  }

  @Override
  public boolean isPooled() {
    try (Session other = database.open()) {
      Result.Row theirs = other.last(RunLockSql.TRY).row();
      boolean shared = theirs.truth(0) || theirs.integer(1) == backend.pid();
      if (shared) {
        requireAlive();
      }
      return shared;
    }
  }

  /** The lock of a session that was lost is free as well: that is no pooler's doing. */
  private void requireAlive() {
    send("SELECT 1");
  }

  @Override
  public Connection jdbc() {
    return connection;
  }

  @Override
  public List<String> takeNotices() {
    List<String> taken = List.copyOf(notices);
    notices.clear();
    return taken;
  }

  @Override
  public void onProgress(Consumer<String> listener) {
    watch.tell(listener);
  }

  @Override
  public void cancel() {
    try {
      driver.cancelQuery();
    } catch (SQLException e) {
      // The statement has ended or the server is gone; either way there is nothing left to cancel.
    }
  }

  @Override
  public void abort() {
    aborted = true;
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // The connection is unusable already, which is what was wanted.
    }
  }

  @Override
  public void close() {
    watch.close();
    if (aborts) {
      abort();
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing more can be done for this connection; the server notices that it is gone.
    }
  }

  private void keepNotices(SQLWarning first) {
    for (SQLWarning notice = first; notice != null; notice = notice.getNextWarning()) {
      notices.add(String.valueOf(notice.getMessage()));
    }
  }

  private ServerException failure(SQLException e) {
    return ServerErrors.translate(e, aborted || isClosed());
  }

  private boolean isClosed() {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
