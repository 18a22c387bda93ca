package dev.lockkeeper.guard.relay;

import dev.lockkeeper.guard.wire.ProtocolException;
import java.util.Map;

/**
 * Sees what passes through a relay. Thread-safe: each session calls it from threads of its own. A
 * session that the tap cannot follow any more is ended: whatever a method throws is told to the
 * client.
 */
public interface Tap {

  /**
   * A session with the server is open, and the client does not know it yet.
   *
   * @param backendPid the server process; 0 if the server has not told it
   * @param parameters what the server told of itself, such as {@code client_encoding}
   * @throws RuntimeException if the client must not be let in
   */
  Listener opened(int backendPid, Map<String, String> parameters);

  /** Sees one session. */
  interface Listener {

    /**
     * Takes what the client has sent, before it is passed on. Waits until the client's turn has
     * come.
     *
     * @return how many of the bytes may be passed on now, 0 if the session is over; the rest is
     *     offered again
     * @throws ProtocolException if the client speaks nonsense
     */
    int request(byte[] bytes, int offset, int count) throws ProtocolException;

    /**
     * Takes what the server has sent, before it is passed on.
     *
     * @throws ProtocolException if the server speaks nonsense
     */
    void answer(byte[] bytes, int offset, int count) throws ProtocolException;

    /** The session is over; nothing more comes from the server. May be called again. */
    void ended();
  }
}
