package dev.lockkeeper.guard.relay;

import dev.lockkeeper.settings.DatabaseAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A relay in a JVM of its own: prints its URL, and ends with its standard input. */
public final class RelayMain {
  private RelayMain() {}

  public static void main(String[] arguments) throws IOException {
    try (Relay relay =
        Relay.start(
            DatabaseAddress.parse(arguments[0]),
            Duration.ofSeconds(10),
            new RelayOptions(0, Optional.empty()),
            System.err::println)) {
      System.out.println(relay.address().url());
      System.in.transferTo(System.err);
    }
  }
}
