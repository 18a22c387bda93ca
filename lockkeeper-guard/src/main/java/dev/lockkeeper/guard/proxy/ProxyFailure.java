package dev.lockkeeper.guard.proxy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.child.Sidecar;
import dev.lockkeeper.settings.DurationText;
import java.util.List;

/** Says in words why a proxy does not serve, with what it printed last. */
record ProxyFailure(ProxySettings settings, Sidecar program, int port) {
  private static final int LAST_LINES = 10;

  LockkeeperException of(Readiness.State state, boolean isTaken, String reason) {
    String name = settings.program();
    if (state == Readiness.State.STOPPED) {
      return because(ErrorCode.INTERRUPTED, "interrupted while " + name + " started")
          .hint("Run the command again.")
          .build();
    }
    if (isTaken) {
      return because(
              ErrorCode.UNREACHABLE,
              "it is not "
                  + name
                  + " that listens on port "
                  + port
                  + " of "
                  + Loopback.HOST
                  + lastOutput(program))
          .hint(
              "Let proxy.command listen on {port} itself, in the foreground; if another program"
                  + " has taken the port, run the command again.")
          .build();
    }
    if (state == Readiness.State.ENDED) {
      return because(
              ErrorCode.UNREACHABLE,
              ended(name, program) + ", before the database answered" + lastOutput(program))
          .hint("Correct proxy.command in lockkeeper.yaml, or try it by hand.")
          .build();
    }
    String limit = DurationText.display(settings.readyTimeout().toMillis());
    return because(
            ErrorCode.UNREACHABLE,
            "no database answered through "
                + name
                + " on port "
                + port
                + " within "
                + limit
                + ": "
                + reason
                + lastOutput(program))
        .hint(
            "Look at what it printed; -v shows all of it. If it only needs longer, raise"
                + " proxy.ready-timeout in lockkeeper.yaml.")
        .build();
  }

  static String ended(String name, Sidecar program) {
    int code = program.exitCode().orElse(0);
    return name + " has ended by itself, with exit code " + code;
  }

  static String lastOutput(Sidecar program) {
    List<String> lines = program.lastOutput().strip().lines().toList();
    if (lines.isEmpty() || lines.get(0).isEmpty()) {
      return "; it printed nothing";
    }
    List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
    return "; it printed last:\n  " + String.join("\n  ", last);
  }

  private static LockkeeperException.Builder because(ErrorCode code, String message) {
    return LockkeeperException.because(code, message)
        .databaseState("Nothing was sent to the database.");
  }
}
