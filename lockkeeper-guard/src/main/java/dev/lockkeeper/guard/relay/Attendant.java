package dev.lockkeeper.guard.relay;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.server.ServerSession;
import java.io.IOException;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Attends to the clients of a relay by itself, where a relay would give each a session of its own
 * and pass bytes on. Thread-safe: each client is attended to by a thread of its own.
 */
public interface Attendant {

  /**
   * Takes in a client that knows the password. May wait.
   *
   * @throws LockkeeperException if the client is not taken in; it is told why
   */
  Visit enter(Arrival arrival);

  /**
   * A client at the door.
   *
   * @param settings what it wants to have set at its start, such as {@code application_name} and
   *     {@code options}; without user and database
   * @param opener opens a session on the server with these settings
   */
  record Arrival(Map<String, String> settings, Supplier<ServerSession> opener) {
    public Arrival {
      settings = Map.copyOf(settings);
    }
  }

  /** A client that was taken in. Used by its own thread, except for {@link #isBusy()}. */
  interface Visit extends AutoCloseable {

    /** The session whose greeting the client gets; it may serve others before and after. */
    ServerSession server();

    /** Serves the client until it leaves, or is not served any more. */
    void serve(Link client) throws IOException;

    /** Whether the server works for the client. Called by any thread. */
    boolean isBusy();

    /** The client has left. */
    @Override
    void close();
  }
}
