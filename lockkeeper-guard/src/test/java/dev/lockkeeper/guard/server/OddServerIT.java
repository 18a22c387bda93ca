package dev.lockkeeper.guard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.Watchdog;
import dev.lockkeeper.settings.DatabaseAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that are silent, or that are no PostgreSQL. */
class OddServerIT {
  private final Watchdog watchdog = new Watchdog();

  @AfterEach
  void release() {
    watchdog.close();
  }

  private static DatabaseAddress address(ServerSocket server, String sslMode) {
    return new DatabaseAddress(
        "127.0.0.1", server.getLocalPort(), "x", "x", Optional.empty(), Map.of("sslmode", sslMode));
  }

  @Test
  void givesUpOnASilentServer() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (String mode : new String[] {"disable", "prefer"}) {
        ServerConnector connector =
            new ServerConnector(address(silent, mode), Duration.ofMillis(300), watchdog);
        long begun = System.nanoTime();
        assertThatThrownBy(() -> connector.open(Map.of()))
            .isInstanceOf(LockkeeperException.class)
            .hasMessageContaining("it did not answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
      }
    }
  }

  @Test
  void refusesAServerThatSpeaksSomethingElse() throws Exception {
    for (byte[] said :
        new byte[][] {
          {'H', 'T', 'T', 'P', '/', '1', '.', '1', ' '},
          {'R', 0x7F, -1, -1, -1, 0, 0, 0, 0},
          {'R', 0, 0, 0, 8, 0, 0, 0, 99},
          {'R', 0, 0, 0, 8, 0, 0, 0, 12},
          {'E', 0, 0, 0, 6, 'S', 'x'},
          {'Z', 0, 0, 0, 5, 'I'},
          {},
        }) {
      try (ServerSocket odd = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Thread thread =
            new Thread(
                () -> {
                  try (var client = odd.accept()) {
                    client.getOutputStream().write(said);
                    client.shutdownOutput();
                    client.getInputStream().readAllBytes();
                  } catch (IOException e) {
                    // the client has seen enough
                  }
                });
        thread.start();
        ServerConnector connector =
            new ServerConnector(address(odd, "disable"), Duration.ofSeconds(10), watchdog);
        assertThatThrownBy(() -> connector.open(Map.of())).isInstanceOf(LockkeeperException.class);
        thread.join(5_000);
        assertThat(thread.isAlive()).isFalse();
      }
    }
  }
}
