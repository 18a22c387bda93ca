import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.guard.record.Recorder;
import dev.lockkeeper.guard.relay.Relay;
import dev.lockkeeper.guard.relay.RelayOptions;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Redaction;
import dev.lockkeeper.settings.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Lockkeeper's relay as it records statements, without a ledger behind it. Usage: RecordingRelay URL. */
final class RecordingRelay {
  private RecordingRelay() {}

  public static void main(String[] args) throws InterruptedException {
    DatabaseAddress server = DatabaseAddress.parse(args[0]);
    Recorder recorder =
        new Recorder(
            PostgresDatabase.at(server, Timing.DEFAULT),
            Redaction.of(List.of()),
            new Nowhere(),
            relation -> false,
            System.err::println);
    Relay relay =
        Relay.start(
            server, Duration.ofSeconds(10), new RelayOptions(0, Optional.empty()), System.err::println, recorder);
    System.out.println(relay.address().url());
    Thread.sleep(Long.MAX_VALUE);
  }

  private static final class Nowhere implements Recorder.Sink {
    @Override
    public void opened(int backendPid) {}

    @Override
    public void record(List<StatementRecord> statements) {}
  }
}
