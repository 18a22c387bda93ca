package dev.lockkeeper.database.postgres;

import dev.lockkeeper.settings.Timing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The server settings of our sessions. The server ends a session whose client has vanished within
 * the idle timeout, so that the lock of a dead runner is freed.
 */
final class ServerSettings {
  private ServerSettings() {}

  /** As {@code -c name=value} for the start-up message. */
  static String startUpOptions(Timing timing) {
    return values(timing).entrySet().stream()
        .map(e -> "-c " + e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(" "));
  }

  /** As {@code SET} statements, for a connection that somebody else opened. */
  static String statements(Timing timing) {
    return values(timing).entrySet().stream()
        .map(e -> "SET " + e.getKey() + " TO " + e.getValue() + "; ")
        .collect(Collectors.joining());
  }

  private static Map<String, Object> values(Timing timing) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("standard_conforming_strings", "on");
    values.put("lock_timeout", timing.lockTimeout().toMillis());
    values.put("statement_timeout", timing.statementTimeout().toMillis());
    values.put("idle_session_timeout", timing.idleTimeout().toMillis());
    values.put("idle_in_transaction_session_timeout", timing.idleTimeout().toMillis());
    values.put("client_connection_check_interval", 5000L);
    values.put("tcp_user_timeout", timing.idleTimeout().toMillis());
    values.put("tcp_keepalives_idle", 10L);
    values.put("tcp_keepalives_interval", 5L);
    values.put("tcp_keepalives_count", 4L);
    return values;
  }
}
