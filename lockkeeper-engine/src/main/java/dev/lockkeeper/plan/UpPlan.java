package dev.lockkeeper.plan;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.Version;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the plan of one {@code up}. */
final class UpPlan {
  private final Catalog catalog;
  private final Policy policy;
  private final History history;
  private final UpRequest request;
  private final Optional<Version> to;
  private final List<Step> steps = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<Migration> otherPhases = new ArrayList<>();

  UpPlan(Catalog catalog, Policy policy, History history, UpRequest request) {
    this.catalog = catalog;
    this.policy = policy;
    this.history = history;
    this.request = request;
    this.to = request.to().map(version -> version.meant(v -> catalog.find(v).isPresent()));
  }

  Plan make() {
    requireKnownTarget();
    for (Applied row : history.all()) {
      if (request.phases().contains(row.phase())) {
        examine(row);
      }
    }
    select();
    Map<Phase, Version> newest = newestApplied();
    Set<Version> available = new HashSet<>();
    history.all().stream().filter(row -> !row.isPartial()).forEach(r -> available.add(r.version()));
    for (Step step : steps) {
      judge(step, newest, available);
      available.add(step.migration().version());
    }
    Set<Version> joining =
        steps.stream().map(step -> step.migration().version()).collect(Collectors.toSet());
    return new Plan(
        Direction.UP, steps, problems, findings, otherPhases, history.nextBatch(joining));
  }

  private void requireKnownTarget() {
    to.filter(version -> catalog.find(version).isEmpty())
        .ifPresent(
            version ->
                problems.add(
                    Problem.of(
                        ErrorCode.UNKNOWN_VERSION,
                        "there is no migration with the version " + version,
                        "`lockkeeper status` lists the versions.")));
  }

  /** Looks at one applied migration: is its file still there, and does it say the same? */
  private void examine(Applied row) {
    Optional<Migration> file = catalog.find(row.version());
    if (file.isEmpty()) {
      if (!row.isWithoutFile()) {
        problems.add(missing(row));
      }
      return;
    }
    Migration migration = file.get();
    if (row.isPartial() || migration.repeatable()) {
      return;
    }
    switch (Comparison.of(migration, row)) {
      case SAME -> {}
      case REFORMATTED ->
          findings.add(
              new Finding(
                  "LK901",
                  Finding.Severity.INFO,
                  subject(migration)
                      + " was reformatted after it was applied; its statements are the same",
                  Optional.of(Place.of(migration.up().file())),
                  Optional.empty(),
                  Optional.empty()));
      case CHANGED ->
          problems.add(
              Problem.of(
                  ErrorCode.CHANGED,
                  subject(migration) + " was changed after it was applied",
                  migration.up().file(),
                  "Restore the file and put the change into a new migration; `lockkeeper history "
                      + row.runId().substring(0, Math.min(8, row.runId().length()))
                      + "` shows the text that was applied."));
    }
  }

  /** The file; one file may hold several migrations with names of their own. */
  private static String subject(Migration migration) {
    boolean oneOfMany = migration.version().isNamed() && !migration.repeatable();
    return (oneOfMany ? migration.title() + " in " : "") + migration.up().file();
  }

  private Problem missing(Applied row) {
    boolean newer =
        !row.version().isNamed()
            && catalog.all().stream().allMatch(m -> m.version().compareTo(row.version()) < 0);
    return Problem.of(
        ErrorCode.MISSING,
        row.title() + " is applied, and its file is not in " + catalog.places(),
        newer
            ? "The database is newer than these files: deploy the newer image, or undo the migration"
                + " with it first."
            : "Restore the file, or say with `lockkeeper mark "
                + row.version()
                + " --pending --reason TEXT` that the database does not have it.");
  }

  /** Chooses the pending migrations, the half-applied one first in its place. */
  private void select() {
    for (Migration migration : catalog.all()) {
      Optional<Applied> row = history.find(migration.version());
      boolean pending =
          row.isEmpty() || row.get().isPartial() || Comparison.isDue(migration, row.get());
      if (!pending) {
        continue;
      }
      if (!request.phases().contains(migration.phase())) {
        otherPhases.add(migration);
      } else if (row.flatMap(Applied::progress)
              .map(Applied.Progress::direction)
              .orElse(Direction.UP)
          == Direction.DOWN) {
        problems.add(halfUndone(migration));
      } else if (isWithinTarget(migration)) {
        steps.add(new Step(migration, Direction.UP, row));
      }
    }
  }

  private boolean isWithinTarget(Migration migration) {
    if (to.isPresent() && catalog.order().compare(migration.version(), to.get()) > 0) {
      return false;
    }
    return steps.size() < request.steps().orElse(Integer.MAX_VALUE);
  }

  private static Problem halfUndone(Migration migration) {
    return Problem.of(
        ErrorCode.HALF_APPLIED,
        "a down of " + migration.title() + " was interrupted",
        migration.down().map(down -> down.file()).orElse(migration.title()),
        "Finish it with `lockkeeper resume`; `lockkeeper up` then applies the migration again.");
  }

  private Map<Phase, Version> newestApplied() {
    Map<Phase, Version> newest = new EnumMap<>(Phase.class);
    for (Applied row : history.all()) {
      // A named version is no place in time: what is pending is not late because of it.
      if (!row.isPartial() && !row.version().isNamed()) {
        newest.merge(row.phase(), row.version(), (a, b) -> a.compareTo(b) > 0 ? a : b);
      }
    }
    return newest;
  }

  private void judge(Step step, Map<Phase, Version> newest, Set<Version> available) {
    Migration migration = step.migration();
    Version last = newest.get(migration.phase());
    String file = migration.up().file();
    Problem.unsupported(step).ifPresent(problems::add);
    boolean late = last != null && migration.version().compareTo(last) < 0;
    // A half-applied one cannot be renamed any more: it has to be finished where it is.
    if (late && step.applied().isEmpty() && !policy.allowOutOfOrder()) {
      problems.add(
          Problem.of(
              ErrorCode.OUT_OF_ORDER,
              file + " is older than " + last + ", which is applied",
              file,
              "Rename it with a later version, or accept late files with `out-of-order: apply`."));
    }
    for (Version required : migration.requires()) {
      if (!available.contains(required)) {
        problems.add(
            Problem.of(
                ErrorCode.REQUIREMENT,
                file + " requires " + required + ", which is not applied",
                file,
                "Apply "
                    + required
                    + " first; `lockkeeper status` shows its phase, or that there is no such file."));
      }
    }
    if (migration.down().isEmpty()
        && migration.irreversible().isEmpty()
        && !migration.repeatable()) {
      judgeMissingDown(subject(migration), file);
    }
    if (migration.name().length() < policy.minimumNameLength()) {
      problems.add(
          Problem.of(
              ErrorCode.NAME_POLICY,
              file + " has a name shorter than " + policy.minimumNameLength() + " characters",
              file,
              "Name it after what it does; the rule is `names: minimum-length` in"
                  + " lockkeeper.yaml."));
    }
  }

  private void judgeMissingDown(String subject, String file) {
    if (policy.requireDown()) {
      problems.add(
          Problem.of(
              ErrorCode.IRREVERSIBLE,
              subject + " has no down",
              file,
              "Write one, or declare `-- lockkeeper: irreversible=\"reason\"` in it; the rule is"
                  + " `down: required` in lockkeeper.yaml."));
    } else {
      findings.add(
          new Finding(
              "LK902",
              Finding.Severity.INFO,
              subject + " has no down; `lockkeeper down` will refuse it",
              Optional.of(Place.of(file)),
              Optional.empty(),
              Optional.of("Write one, or declare `-- lockkeeper: irreversible=\"reason\"`.")));
    }
  }
}
