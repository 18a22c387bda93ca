package dev.lockkeeper.guard;

import dev.lockkeeper.GuardReport;
import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.database.Database;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.child.Child;
import dev.lockkeeper.guard.child.ChildCommand;
import dev.lockkeeper.guard.child.ChildEnd;
import dev.lockkeeper.guard.child.ChildEnvironment;
import dev.lockkeeper.guard.child.ChildLimits;
import dev.lockkeeper.guard.child.OutputMask;
import dev.lockkeeper.guard.child.Secrets;
import dev.lockkeeper.guard.record.Recorder;
import dev.lockkeeper.guard.relay.Relay;
import dev.lockkeeper.guard.relay.RelayOptions;
import dev.lockkeeper.guarded.GuardRequest;
import dev.lockkeeper.guarded.GuardedEnd;
import dev.lockkeeper.guarded.GuardedRun;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.settings.DatabaseAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs against a database. They reach it through a relay, with a one-time password, and
 * never get the real one. One call at a time.
 */
public final class Guard {
  private final Place place;
  private final Database database;
  private final Secrets secrets;

  /**
   * @param database the same database, for looking at locks
   */
  public Guard(Place place, Database database) {
    this.place = place;
    this.database = database;
    this.secrets = Secrets.of(place.server());
  }

  /**
   * Finds a program, and refuses a secret among its words.
   *
   * @throws LockkeeperException if there is no such program
   */
  public ChildCommand find(List<String> words) {
    ChildCommand command = ChildCommand.find(words, place.folder(), place.environment());
    secrets.refuseIn(command);
    return command;
  }

  /**
   * Runs programs one after the other under the lock, each only if the one before it succeeded,
   * with all their statements on record.
   *
   * @param knowledge what is known of the tool behind them
   * @throws LockkeeperException if one of them fails, or the database says so
   */
  public GuardReport run(
      Lockkeeper lockkeeper,
      GuardRequest request,
      List<ChildCommand> commands,
      Knowledge knowledge) {
    return lockkeeper.guard(request, run -> work(run, commands, knowledge));
  }

  private GuardedEnd work(GuardedRun run, List<ChildCommand> commands, Knowledge knowledge) {
    AtomicBoolean lost = new AtomicBoolean();
    run.onLoss(() -> lost.set(true));
    RunSink sink = new RunSink(run);
    Recorder recorder =
        new Recorder(database, secrets.redaction(), sink, knowledge::isHistory, place.log());
    List<ChildEnd> ends;
    try (recorder;
        Relay relay =
            Relay.start(
                place.server().withServerSetting("client_connection_check_interval", "5s"),
                place.timing().connectTimeout(),
                options(),
                place.log(),
                recorder)) {
      ends = inOrder(relay, run.runId(), commands, () -> isOver(lost, relay));
    }
    int last = ends.size() - 1;
    return new Judgement(
            commands.get(last), ends.get(last), recorder.facts(), knowledge, sink.failed())
        .end();
  }

  private List<ChildEnd> inOrder(
      Relay relay, String runId, List<ChildCommand> commands, BooleanSupplier isOver) {
    List<ChildEnd> ends = new ArrayList<>();
    for (ChildCommand command : commands) {
      ends.add(one(relay, runId, command, place.streams(), isOver));
      if (!ends.get(ends.size() - 1).isSuccess()) {
        return ends;
      }
    }
    return ends;
  }

  ChildEnd one(
      Relay relay,
      String runId,
      ChildCommand command,
      Place.Streams streams,
      BooleanSupplier isOver) {
    ChildEnvironment environment =
        ChildEnvironment.of(
            place.environment(), relay.address(), place.templates(), secrets, runId);
    OutputMask mask = OutputMask.of(secrets, relay.address(), place.environment(), place.masked());
    try (Child child = Child.start(command, environment, mask, streams.out(), streams.err())) {
      ChildEnd end = child.await(ChildLimits.of(place.limit()), isOver);
      if (!end.survivors().isEmpty()) {
        place.log().accept("ended what it had left behind: " + String.join(", ", end.survivors()));
      }
      return end;
    }
  }

  /**
   * Asks programs something, without the lock and off the record.
   *
   * @param access whether they can write to the database
   * @return what each of them ended with and printed; it stops behind one that fails
   */
  public List<Answer> ask(List<ChildCommand> commands, Access access) {
    List<Answer> answers = new ArrayList<>();
    DatabaseAddress server =
        access == Access.READING
            ? place.server().withServerSetting("default_transaction_read_only", "on")
            : place.server();
    try (Relay relay =
        Relay.start(server, place.timing().connectTimeout(), options(), place.log())) {
      for (ChildCommand command : commands) {
        BoundedText out = new BoundedText();
        BoundedText err = new BoundedText();
        ChildEnd end =
            one(
                relay,
                UUID.randomUUID().toString(),
                command,
                new Place.Streams(out, err),
                place.stop()::isRequested);
        answers.add(new Answer(end, out.text(), err.text()));
        if (!end.isSuccess()) {
          return answers;
        }
      }
    }
    return answers;
  }

  /**
   * Runs programs one after the other under the lock, in one transaction that is rolled back at the
   * end, and off the record.
   */
  public Captured capture(Lockkeeper lockkeeper, List<ChildCommand> commands) {
    return lockkeeper.unrecorded(
        "plan --capture",
        session -> new Capturing(this, place, secrets.redaction(), session).run(commands));
  }

  /** What a program that is asked something may do. */
  public enum Access {
    /** The server refuses what would write, unless the program insists. */
    READING,
    /** It makes tables of its own where they are missing. */
    WRITING
  }

  /**
   * What a program said.
   *
   * @param end how it ended
   * @param out its standard output, with secrets masked
   * @param err its standard error, likewise
   */
  public record Answer(ChildEnd end, String out, String err) {}

  /** A program that waits for the server can end only when the server stops. */
  private boolean isOver(AtomicBoolean lost, Relay relay) {
    boolean over = lost.get() || place.stop().isRequested();
    if (over) {
      relay.cancelStatements();
    }
    return over;
  }

  RelayOptions options() {
    return new RelayOptions(0, place.socketFolder());
  }

  /** Hands what the recorder says to the run, and remembers the last failure. */
  private static final class RunSink implements Recorder.Sink {
    private final GuardedRun run;
    private final AtomicReference<@Nullable StatementRecord> failed = new AtomicReference<>();

    RunSink(GuardedRun run) {
      this.run = run;
    }

    @Override
    public void opened(int backendPid) {
      run.opened(backendPid);
    }

    @Override
    public void record(List<StatementRecord> statements) {
      statements.stream().filter(each -> each.sqlState().isPresent()).forEach(failed::set);
      run.record(statements);
    }

    Optional<StatementRecord> failed() {
      return Optional.ofNullable(failed.get());
    }
  }
}
