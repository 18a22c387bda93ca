package dev.lockkeeper.guard.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.StatementLog;
import dev.lockkeeper.testing.TempPostgres;
import java.util.Map;

/** What a server with {@code log_statement = all} says that it has executed. */
final class ServerLog {
  /** The settings of such a server. */
  static final Map<String, String> SETTINGS = StatementLog.SETTINGS;

  private ServerLog() {}

  /** Compares the record of each session with the log, statement by statement and in order. */
  static void assertSame(TempPostgres server, Recording recording) {
    String log = server.logText();
    assertThat(recording.pids()).isNotEmpty();
    for (int pid : recording.pids()) {
      StatementLog.assertSame(log, pid, recording.ofBackend(pid));
    }
  }
}
