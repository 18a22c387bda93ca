package dev.lockkeeper.release.process;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.child.Child;
import dev.lockkeeper.guard.child.ChildCommand;
import dev.lockkeeper.guard.child.ChildEnd;
import dev.lockkeeper.guard.child.ChildEnvironment;
import dev.lockkeeper.guard.child.ChildLimits;
import dev.lockkeeper.guard.child.OutputMask;
import dev.lockkeeper.guard.child.Secrets;
import dev.lockkeeper.guard.relay.RelayAddress;
import dev.lockkeeper.release.platform.LogLine;
import dev.lockkeeper.release.platform.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * A program of the team, with the facts of the release in its variables and in its words.
 * Immutable.
 */
public final class Program {
  private final Host host;
  private final List<String> words;
  private final Map<String, String> facts;
  private final BiFunction<Map<String, String>, String, ChildEnvironment> environment;

  private Program(
      Host host,
      List<String> words,
      Map<String, String> facts,
      BiFunction<Map<String, String>, String, ChildEnvironment> environment) {
    this.host = host;
    this.words = words;
    this.facts = facts;
    this.environment = environment;
  }

  /**
   * A program that gets no secret of the database.
   *
   * @param words the program and its arguments, with names of facts in braces
   * @param facts what is known of the release, by variable: {@code LOCKKEEPER_RELEASE} is {@code
   *     {release}} in a word
   */
  public static Program of(Host host, List<String> words, Map<String, String> facts) {
    return new Program(host, filled(words, facts), facts, without(host.secrets()));
  }

  /** The job, which reaches the database by itself and so gets every variable that we have. */
  public static Program job(Host host, List<String> words, Map<String, String> facts) {
    return new Program(host, filled(words, facts), facts, without(Secrets.NONE));
  }

  /** A program that reaches the database through a relay, and gets its one-time password. */
  public static Program withDatabase(Host host, List<String> words, RelayAddress relay) {
    return new Program(
        host,
        List.copyOf(words),
        Map.of(),
        (variables, id) -> ChildEnvironment.of(variables, relay, Map.of(), host.secrets(), id));
  }

  private static BiFunction<Map<String, String>, String, ChildEnvironment> without(
      Secrets withheld) {
    return (variables, id) -> ChildEnvironment.withoutSecrets(variables, withheld, id);
  }

  /**
   * Finds it.
   *
   * @throws LockkeeperException with {@link ErrorCode#CHILD_NOT_FOUND} if it cannot be started
   */
  public void requireFound() {
    command();
  }

  private ChildCommand command() {
    ChildCommand command = ChildCommand.find(words, host.folder(), host.environment());
    host.secrets().refuseIn(command, "Leave it out: the program's words are visible to others.");
    return command;
  }

  /**
   * Runs it to its end. The watch alone says whether there is still time for it: traffic goes back
   * although a signal has come.
   *
   * @param limit how long it may take
   * @param watch gets what it prints, and says whether to stop
   */
  public Finished run(Duration limit, Watch watch) {
    Map<String, String> variables = new HashMap<>(host.environment());
    variables.putAll(facts);
    Lines out = new Lines();
    Lines err = new Lines();
    List<String> printed = new ArrayList<>();
    try (Child child =
        Child.startAtTheEnd(
            command(),
            environment.apply(variables, UUID.randomUUID().toString()),
            OutputMask.of(host.secrets(), host.environment()),
            out,
            err)) {
      ChildEnd end =
          child.await(
              ChildLimits.of(Optional.of(limit)),
              () -> {
                show(out, err, printed, watch);
                return watch.isOver();
              });
      out.finish();
      err.finish();
      show(out, err, printed, watch);
      watch.pause(Duration.ZERO);
      return new Finished(end, printed.isEmpty() ? "" : printed.get(0).strip());
    }
  }

  private static void show(Lines out, Lines err, List<String> printed, Watch watch) {
    out.drain(
        line -> {
          if (printed.isEmpty()) {
            printed.add(line);
          }
          watch.line(new LogLine(Optional.empty(), "", line));
        });
    err.drain(line -> watch.line(new LogLine(Optional.empty(), "", line)));
  }

  /**
   * How it ended.
   *
   * @param firstLine what it printed first on its standard output
   */
  public record Finished(ChildEnd end, String firstLine) {

    /** Its exit code, if the system told it. */
    public OptionalInt exitCode() {
      return end.exitCode();
    }

    /** Whether it was ended because it took too long. */
    public boolean isTimedOut() {
      return end.timedOut();
    }

    /** Why it counts as failed, in words; empty if it does not. */
    public Optional<String> problem() {
      if (end.isSuccess()) {
        return Optional.empty();
      }
      if (end.timedOut()) {
        return Optional.of("took longer than it may");
      }
      return Optional.of(
          end.signal().isPresent()
              ? "was ended by signal " + end.signal().getAsInt()
              : "ended with exit code " + end.exitCode().orElse(-1));
    }
  }

  /** Its name, for messages. */
  @Override
  public String toString() {
    return words.isEmpty() ? "" : words.get(0);
  }

  private static List<String> filled(List<String> words, Map<String, String> facts) {
    List<String> filled = new ArrayList<>();
    for (String word : words) {
      String text = word;
      for (Map.Entry<String, String> fact : facts.entrySet()) {
        text = text.replace(placeholder(fact.getKey()), fact.getValue());
      }
      filled.add(text);
    }
    return filled;
  }

  private static String placeholder(String variable) {
    return "{" + variable.replace("LOCKKEEPER_", "").toLowerCase(Locale.ROOT) + "}";
  }
}
