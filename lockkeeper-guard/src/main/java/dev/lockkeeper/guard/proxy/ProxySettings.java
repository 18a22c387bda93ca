package dev.lockkeeper.guard.proxy;

import java.time.Duration;
import java.util.List;

/**
 * How to start a proxy. Immutable.
 *
 * @param command the program and its arguments, with {@link #PORT} where it is told the port of
 *     127.0.0.1 to listen on
 * @param readyTimeout how long it may take until the database answers through it
 */
public record ProxySettings(List<String> command, Duration readyTimeout) {
  /** The place of the port in the command. */
  public static final String PORT = "{port}";

  /** The usual time until a proxy is ready. */
  public static final Duration READY_TIMEOUT = Duration.ofSeconds(30);

  public ProxySettings {
    command = List.copyOf(command);
  }

  /** The program, as it was named. */
  public String program() {
    return command.get(0);
  }

  List<String> words(int port) {
    return command.stream().map(word -> word.replace(PORT, String.valueOf(port))).toList();
  }
}
