package dev.lockkeeper.guard.relay;

import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.guard.record.Recorder;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Redaction;
import dev.lockkeeper.settings.Timing;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A relay in a JVM of its own: prints its URL, and ends with its standard input. With the argument
 * {@code record} it records what passes, for nobody.
 */
public final class RelayMain {
  private RelayMain() {}

  public static void main(String[] arguments) throws IOException {
    DatabaseAddress server = DatabaseAddress.parse(arguments[0]);
    Duration timeout = Duration.ofSeconds(10);
    RelayOptions options = new RelayOptions(0, Optional.empty());
    if (arguments.length == 1) {
      serve(Relay.start(server, timeout, options, System.err::println));
    } else {
      try (Recorder recorder =
          new Recorder(
              PostgresDatabase.at(server, Timing.DEFAULT),
              Redaction.of(List.of()),
              new Nowhere(),
              relation -> false,
              System.err::println)) {
        serve(Relay.start(server, timeout, options, System.err::println, recorder));
      }
    }
  }

  private static void serve(Relay started) throws IOException {
    try (Relay relay = started) {
      System.out.println(relay.address().url());
      System.in.transferTo(System.err);
    }
  }

  private static final class Nowhere implements Recorder.Sink {
    @Override
    public void opened(int backendPid) {}

    @Override
    public void record(List<StatementRecord> statements) {}
  }
}
