package dev.lockkeeper.guard.relay;

import dev.lockkeeper.guard.wire.BackendKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys that clients cancel with, and the server's keys behind them. A client's key has the real
 * process id, which tools compare with {@code pg_backend_pid()}, and a secret of the relay's own.
 * Thread-safe.
 */
final class CancelKeys {
  private static final int SECRET_BYTES = 4;

  private final SecureRandom random = new SecureRandom();
  private final Map<BackendKey, BackendKey> servers = new ConcurrentHashMap<>();

  /** Makes the client's key for a server's key. */
  BackendKey issue(BackendKey server) {
    byte[] secret = new byte[SECRET_BYTES];
    BackendKey client;
    do {
      random.nextBytes(secret);
      client = new BackendKey(server.processId(), ByteBuffer.wrap(secret));
    } while (servers.putIfAbsent(client, server) != null);
    return client;
  }

  /** Forgets a client's key. */
  void withdraw(BackendKey client) {
    servers.remove(client);
  }

  /** The server's key, if this client's key is known. */
  Optional<BackendKey> server(BackendKey client) {
    return Optional.ofNullable(servers.get(client));
  }
}
