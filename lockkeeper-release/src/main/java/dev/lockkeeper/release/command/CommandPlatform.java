package dev.lockkeeper.release.command;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Candidate;
import dev.lockkeeper.release.platform.Ending;
import dev.lockkeeper.release.platform.Job;
import dev.lockkeeper.release.platform.JobResult;
import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.platform.Obstacle;
import dev.lockkeeper.release.platform.PastExecution;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.platform.Revision;
import dev.lockkeeper.release.platform.Serving;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.release.process.Host;
import dev.lockkeeper.release.process.Program;
import dev.lockkeeper.release.settings.CommandSettings;
import dev.lockkeeper.release.settings.ServiceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Releases by programs of the team, each started directly. They must bear to be run again: after a
 * crash of the gate the one that was under way is started once more. The new revision is called as
 * the release.
 */
public final class CommandPlatform implements Platform {
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final ServiceSettings service;
  private final CommandSettings settings;
  private final Host host;
  private Map<String, String> release = Map.of();

  /**
   * @param service whose platform settings are {@code settings}
   * @param host where the programs run
   */
  public CommandPlatform(ServiceSettings service, CommandSettings settings, Host host) {
    this.service = service;
    this.settings = settings;
    this.host = host;
  }

  @Override
  public boolean hasTraffic() {
    return !settings.traffic().isEmpty();
  }

  @Override
  public ImageReference resolve(ImageReference image) {
    return image;
  }

  @Override
  public List<Obstacle> obstacles(Job job) {
    release = job.env();
    List<Obstacle> found = new ArrayList<>();
    List<List<String>> all = new ArrayList<>();
    if (service.job().enabled()) {
      all.add(words(job, Optional.empty()));
    }
    all.addAll(
        List.of(
            settings.serving(),
            settings.deploy(),
            settings.ready(),
            settings.traffic(),
            settings.drained()));
    for (List<String> words : all) {
      if (!words.isEmpty()) {
        missing(words).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<Obstacle> missing(List<String> words) {
    try {
      Program.of(host, words, Map.of()).requireFound();
      return Optional.empty();
    } catch (LockkeeperException e) {
      return Optional.of(
          new Obstacle(false, String.valueOf(e.getMessage()), e.hint().orElse("Install it.")));
    }
  }

  @Override
  public Optional<Serving> serving(Watch watch) {
    if (settings.serving().isEmpty()) {
      return Optional.empty();
    }
    Program.Finished asked = run("serving", settings.serving(), Map.of(), watch);
    String name = asked.firstLine();
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(new Serving(name, Map.of(name, 100), Optional.empty(), name));
  }

  @Override
  public void prepare(Job job, Watch watch) {
    release = job.env();
  }

  /**
   * Starts the job. One that a killed gate has left is no longer ours to wait for: the lock in the
   * database keeps the two apart, and what the first has done the second does not do again.
   */
  @Override
  public JobResult run(JobRun run, Watch watch) {
    release = run.job().env();
    List<String> words = words(run.job(), run.arguments());
    Program.Finished finished =
        Program.job(host, words, run.job().env()).run(service.job().timeout(), watch);
    Ending ending = Ending.SUCCEEDED;
    if (finished.problem().isPresent()) {
      ending = finished.isTimedOut() ? Ending.TIMED_OUT : Ending.FAILED;
    }
    return new JobResult(
        run.key(),
        ending,
        finished.exitCode(),
        finished.problem().map(what -> words.get(0) + " " + what).orElse(""),
        Optional.empty());
  }

  private List<String> words(Job job, Optional<List<String>> arguments) {
    List<String> words = new ArrayList<>(job.settings().command());
    words.addAll(arguments.orElse(job.settings().arguments()));
    return words;
  }

  @Override
  public Revision deploy(Candidate candidate, Watch watch) {
    String name = candidate.release();
    run("deploy", settings.deploy(), facts(name, candidate.before(), OptionalInt.empty()), watch);
    return new Revision(name, Optional.empty());
  }

  @Override
  public void awaitReady(Revision revision, Watch watch) {
    await(
        settings.ready(),
        facts(revision.name(), Optional.empty(), OptionalInt.empty()),
        service.traffic().readyTimeout(),
        watch,
        LockkeeperException.because(
            ErrorCode.REVISION_NOT_READY,
            "the new revision "
                + revision.name()
                + " was not ready within "
                + service.traffic().readyTimeout().toSeconds()
                + " s"));
  }

  @Override
  public void shift(Revision revision, int percent, Optional<Serving> before, Watch watch) {
    run(
        "traffic",
        settings.traffic(),
        facts(revision.name(), before, OptionalInt.of(percent)),
        watch);
  }

  @Override
  public void awaitDrained(Serving before, Watch watch) {
    await(
        settings.drained(),
        facts(before.revision(), Optional.empty(), OptionalInt.empty()),
        service.traffic().drainTimeout(),
        watch,
        LockkeeperException.because(
            ErrorCode.PLATFORM,
            "the old revision "
                + before.revision()
                + " was still there after "
                + service.traffic().drainTimeout().toSeconds()
                + " s"));
  }

  @Override
  public void restore(Serving before, Watch watch) {
    if (!hasTraffic()) {
      throw LockkeeperException.because(
              ErrorCode.PLATFORM,
              "there is no program that gives traffic back to " + before.revision())
          .hint(
              "Deploy the old revision again, and set `traffic` in lockkeeper.yaml for the next time.")
          .build();
    }
    run(
        "traffic",
        settings.traffic(),
        facts(before.revision(), Optional.empty(), OptionalInt.of(100)),
        watch);
  }

  @Override
  public List<PastExecution> executions(int most) {
    return List.of();
  }

  @Override
  public void log(String execution, Watch watch) {
    watch.say("The output of a program is not kept; it was shown while it ran.");
  }

  @Override
  public void close() {
    // Nothing is open between two calls.
  }

  private Program.Finished run(
      String step, List<String> words, Map<String, String> facts, Watch watch) {
    Program program = Program.of(host, words, facts);
    Program.Finished finished = program.run(settings.timeout(), watch);
    finished
        .problem()
        .ifPresent(
            what -> {
              throw LockkeeperException.because(
                      ErrorCode.PLATFORM, "the program of `" + step + "`, " + program + ", " + what)
                  .hint("Its output is above. Mend the cause and run the command again.")
                  .build();
            });
    return finished;
  }

  private void await(
      List<String> words,
      Map<String, String> facts,
      Duration limit,
      Watch watch,
      LockkeeperException.Builder failure) {
    if (words.isEmpty()) {
      return;
    }
    long end = System.nanoTime() + limit.toNanos();
    Program program = Program.of(host, words, facts);
    Program.Finished finished = program.run(settings.timeout(), watch);
    while (finished.problem().isPresent()) {
      if (System.nanoTime() >= end) {
        throw failure
            .hint(
                program
                    + " "
                    + finished.problem().get()
                    + " the last time. Mend the cause and run the command again.")
            .build();
      }
      watch.pause(ASK_AGAIN);
      finished = program.run(settings.timeout(), watch);
    }
  }

  private Map<String, String> facts(
      String revision, Optional<Serving> previous, OptionalInt percent) {
    Map<String, String> facts = new HashMap<>(release);
    facts.put("LOCKKEEPER_SERVICE", service.name());
    facts.put("LOCKKEEPER_REVISION", revision);
    previous.ifPresent(serving -> facts.put("LOCKKEEPER_PREVIOUS", serving.revision()));
    percent.ifPresent(share -> facts.put("LOCKKEEPER_PERCENT", String.valueOf(share)));
    return facts;
  }
}
