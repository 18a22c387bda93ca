package dev.lockkeeper.rehearsal.scratch;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A PostgreSQL 18 whose data lives in a project's {@code .lockkeeper} folder. Every command that
 * uses it at the same time shares one server process; the last one to leave stops it, and the data
 * stays. The server survives a command that is killed: the next command finds it and uses it.
 *
 * <p>The server listens on the loopback interface only and asks for a password that other users of
 * the machine cannot read. Thread-safe.
 */
public final class EmbeddedServer implements AutoCloseable {
  /** The database that the address names. */
  public static final String DATABASE = "app";

  /** The superuser that the address names. */
  public static final String USER = "postgres";

  private final StateFolder state;
  private final Postmaster postmaster;
  private final Users users;
  private final Users.Marker marker;
  private final DatabaseAddress address;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedServer(
      StateFolder state,
      Postmaster postmaster,
      Users users,
      Users.Marker marker,
      DatabaseAddress address) {
    this.state = state;
    this.postmaster = postmaster;
    this.users = users;
    this.marker = marker;
    this.address = address;
  }

  /**
   * Finds or starts the project's server, and makes its data folder first where there is none. Two
   * commands may do so at the same time.
   *
   * @param progress gets a sentence before each step that takes noticeable time
   * @throws LockkeeperException with {@link dev.lockkeeper.failure.ErrorCode#SETTINGS} if this
   *     machine or folder cannot have such a server, with {@link
   *     dev.lockkeeper.failure.ErrorCode#UNREACHABLE} if the server does not start
   */
  public static EmbeddedServer open(Path projectFolder, Consumer<String> progress) {
    Binaries.requireShipped(Binaries.archive());
    StateFolder state = StateFolder.of(projectFolder);
    Users users = new Users(state.users());
    Gate gate = Gate.enter(state.gate());
    try (gate) {
      Users.Marker marker = users.join();
      try {
        Programs programs = Binaries.programs(state, progress);
        Cluster cluster = new Cluster(state, programs);
        cluster.ensure(progress);
        Postmaster postmaster = new Postmaster(state, programs);
        int port = postmaster.ensureRunning(progress);
        DatabaseAddress address = address(port, cluster.password());
        return new EmbeddedServer(state, postmaster, users, marker, address);
      } catch (RuntimeException e) {
        users.leave(marker);
        throw e;
      }
    }
  }

  /** Where the server is reached, as its superuser. */
  public DatabaseAddress address() {
    return address;
  }

  /**
   * Leaves the server, and stops it if nobody else uses it. Sessions that are still open then are
   * ended by the server, so close them first. Does nothing the second time.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Gate gate = Gate.enter(state.gate());
    try (gate) {
      users.leave(marker);
      if (!users.any()) {
        postmaster.stop();
      }
    }
  }

  /** Without the question for TLS, which a loopback server of our own never offers. */
  private static DatabaseAddress address(int port, Secret password) {
    return new DatabaseAddress(
        "127.0.0.1",
        port,
        DATABASE,
        USER,
        Optional.of(password),
        Map.of("sslmode", "disable", "gssEncMode", "disable"));
  }
}
