package dev.lockkeeper.guard.record;

import dev.lockkeeper.database.Database;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the locks of sessions from a session of its own, opened at the first look. A look that
 * fails is a look less, and nothing else: the session is opened again once, and without it there
 * are no looks. Thread-safe: one look after the other.
 */
final class Observer implements AutoCloseable {
  /** It may be idle for as long as the run takes; and must never wait long for a catalog. */
  private static final String SETTINGS =
      "SET idle_session_timeout TO 0; SET statement_timeout TO 2000; SET lock_timeout TO 500; ";

  private final Database database;
  private final Consumer<String> log;
  private @Nullable Session session;
  private boolean ended;

  Observer(Database database, Consumer<String> log) {
    this.database = database;
    this.log = log;
  }

  /** The relation locks that a session has; empty if they cannot be read. */
  Optional<Set<Lock>> locks(int pid) {
    if (pid == 0) {
      return Optional.empty();
    }
    return ask(LockQueries.held(pid))
        .map(
            rows -> {
              Set<Lock> locks = new LinkedHashSet<>();
              rows.forEach(row -> locks.add(LockQueries.lock(row)));
              return locks;
            });
  }

  /** The relation locks that sessions have, and all locks that anybody waits for. */
  List<Result.Row> look(Collection<Integer> pids) {
    return ask(LockQueries.look(pids)).orElse(List.of());
  }

  /** Who stands in the way of those that wait. */
  List<Result.Row> blockers(Collection<Integer> waiting) {
    return ask(LockQueries.blockers(waiting)).orElse(List.of());
  }

  private synchronized Optional<List<Result.Row>> ask(String query) {
    if (ended) {
      return Optional.empty();
    }
    boolean isNew = session == null;
    try {
      return Optional.of(opened().last(query).rows());
    } catch (ServerException e) {
      if (!e.isConnectionLost()) {
        return Optional.empty();
      }
      forget();
      if (isNew) {
        giveUp(e.getMessage());
        return Optional.empty();
      }
      return ask(query);
    } catch (LockkeeperException e) {
      giveUp(e.getMessage());
      return Optional.empty();
    }
  }

  private Session opened() {
    Session current = session;
    if (current == null) {
      current = database.open();
      session = current;
      current.send(SETTINGS + LockQueries.PREPARATION);
    }
    return current;
  }

  private void giveUp(@Nullable String reason) {
    ended = true;
    log.accept("locks are not recorded any more: " + reason);
  }

  private void forget() {
    if (session != null) {
      session.abort();
      session.close();
      session = null;
    }
  }

  @Override
  public synchronized void close() {
    ended = true;
    if (session != null) {
      session.close();
      session = null;
    }
  }
}
