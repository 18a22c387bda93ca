package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DurationText;
import dev.lockkeeper.settings.ScriptVariables;
import dev.lockkeeper.settings.Secret;
import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.settings.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Builds the engine's settings from the file's run settings and the environment variables. */
final class SettingsResolver {
  private static final List<String> COMMITS =
      List.of("LOCKKEEPER_COMMIT", "COMMIT_SHA", "GITHUB_SHA", "CI_COMMIT_SHA");
  private static final List<String> ACTORS =
      List.of("LOCKKEEPER_ACTOR", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "CLOUD_RUN_JOB");

  private final Variables variables;
  private final RunSettings run;
  private final List<Origin> origins = new ArrayList<>();

  SettingsResolver(RunSettings fromFile, Variables variables) {
    this.variables = variables;
    this.run =
        overlaid(
            overlaid(fromFile, RunKey.LOCK_WAIT, "LOCKKEEPER_LOCK_WAIT"),
            RunKey.LOCK_TIMEOUT,
            "LOCKKEEPER_LOCK_TIMEOUT");
  }

  /** The run settings, with environment variables over the file's. */
  RunSettings run() {
    return run;
  }

  /** The engine's settings for a project in an environment. */
  Settings settings(Sourced<String> project, EnvironmentChoice environment) {
    origins.add(new Origin("project", project.source(), project.value()));
    RunKey.ALL.forEach(key -> origins.add(run.origin(key)));
    Settings.Builder builder =
        Settings.builder()
            .project(project.value())
            .environment(environment.name())
            .isProtected(environment.entry().isProtected())
            .ledgerSchema(run.get(RunKey.LEDGER_SCHEMA))
            .lockWait(run.get(RunKey.LOCK_WAIT))
            .timing(timing())
            .outOfOrder(run.get(RunKey.OUT_OF_ORDER))
            .downPolicy(run.get(RunKey.DOWN))
            .minimumNameLength(run.get(RunKey.NAMES))
            .allowEmpty(run.get(RunKey.ALLOW_EMPTY))
            .variables(
                ScriptVariables.of(variables.all()).resolvedBy(variables.secrets()::resolved))
            .secrets(variables.secrets().used())
            .invariants(run.get(RunKey.INVARIANTS))
            .facts(run.get(RunKey.FACTS))
            .releaseId(recorded("release", List.of("LOCKKEEPER_RELEASE")))
            .image(recorded("image", List.of("LOCKKEEPER_IMAGE")))
            .commit(recorded("commit", COMMITS));
    run.get(RunKey.LAYOUT).ifPresent(builder::layout);
    recorded("actor", ACTORS).ifPresent(builder::actor);
    return builder.build();
  }

  /** Where the values of {@link #settings} came from. */
  List<Origin> origins() {
    return List.copyOf(origins);
  }

  private Timing timing() {
    return Timing.DEFAULT
        .withLockTimeout(run.get(RunKey.LOCK_TIMEOUT))
        .withLockBudget(run.get(RunKey.LOCK_BUDGET))
        .withStatementTimeout(run.get(RunKey.STATEMENT_TIMEOUT))
        .withConnectTimeout(run.get(RunKey.CONNECT_TIMEOUT));
  }

  private Optional<String> recorded(String name, List<String> candidates) {
    Optional<Sourced<Secret>> found =
        candidates.stream().map(variables::find).flatMap(Optional::stream).findFirst();
    Optional<String> text = found.map(value -> value.value().reveal().strip());
    found.ifPresent(
        value -> origins.add(new Origin(name, value.source(), shown(value, text.orElseThrow()))));
    return text;
  }

  private RunSettings overlaid(RunSettings weaker, RunKey<Duration> key, String variable) {
    Optional<Sourced<Secret>> found = variables.find(variable);
    if (found.isEmpty()) {
      return weaker;
    }
    String text = found.get().value().reveal().strip();
    Optional<Duration> duration =
        DurationText.parse(text)
            .filter(value -> !key.equals(RunKey.LOCK_TIMEOUT) || !value.isZero());
    if (duration.isEmpty()) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS, found.get().source() + " expects " + DurationText.FORM)
          .hint("Correct the variable, or unset it.")
          .build();
    }
    Origin origin = new Origin(key.name(), found.get().source(), shown(found.get(), text));
    return weaker.with(key, duration.get(), origin);
  }

  private static String shown(Sourced<Secret> found, String text) {
    return found.isStored() ? "***" : text;
  }
}
