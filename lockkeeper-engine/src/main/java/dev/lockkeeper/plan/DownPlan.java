package dev.lockkeeper.plan;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Makes the plan of one {@code down}. */
final class DownPlan {
  private final Catalog catalog;
  private final History history;
  private final List<Step> steps = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();

  DownPlan(Catalog catalog, History history) {
    this.catalog = catalog;
    this.history = history;
  }

  Plan make(DownRequest request) {
    List<Applied> chosen = choose(request);
    Set<Version> leaving = new HashSet<>();
    chosen.forEach(row -> leaving.add(row.version()));
    for (Applied row : chosen) {
      add(row);
    }
    for (Applied row : history.all()) {
      if (!leaving.contains(row.version())) {
        catalog.find(row.version()).ifPresent(staying -> requireKept(staying, leaving));
      }
    }
    return new Plan(Direction.DOWN, steps, problems, List.of(), List.of(), history.lastBatch());
  }

  private List<Applied> choose(DownRequest request) {
    List<Applied> newestFirst = only(history.newestFirst(), row -> !isRepeatable(row));
    int lastBatch = newestFirst.stream().mapToInt(Applied::batch).max().orElse(0);
    if (request instanceof DownRequest.Steps steps) {
      return newestFirst.subList(0, Math.min(steps.count(), newestFirst.size()));
    }
    if (request instanceof DownRequest.To to) {
      Version last = to.version().meant(version -> history.find(version).isPresent());
      if (history.find(last).isEmpty()) {
        problems.add(
            Problem.of(
                ErrorCode.UNKNOWN_VERSION,
                "the version " + last + " is not applied",
                "`lockkeeper status` lists the versions; `down --all` undoes everything."));
      }
      Comparator<Version> order = catalog.order();
      return only(
          newestFirst,
          row ->
              order.compare(row.version(), last) > 0
                  && !(row.version().isNamed() && row.isWithoutFile()));
    }
    if (request instanceof DownRequest.Batch batch) {
      List<Applied> rows = only(newestFirst, inBatch(batch.number()));
      if (rows.isEmpty()) {
        problems.add(
            Problem.of(
                ErrorCode.UNKNOWN_BATCH,
                "no applied migration belongs to batch " + batch.number(),
                "`lockkeeper status` shows the batches; the last one is " + lastBatch + "."));
      }
      return rows;
    }
    if (request instanceof DownRequest.Release release) {
      List<Applied> rows =
          only(newestFirst, row -> row.releaseId().equals(Optional.of(release.id())));
      if (rows.isEmpty()) {
        problems.add(
            Problem.of(
                ErrorCode.UNKNOWN_RELEASE,
                "no applied migration belongs to release " + release.id(),
                "`lockkeeper history` shows the releases."));
      }
      return rows;
    }
    if (request instanceof DownRequest.LastBatch) {
      List<Applied> rows = only(newestFirst, inBatch(lastBatch));
      if (rows.isEmpty() && !newestFirst.isEmpty()) {
        problems.add(
            Problem.of(
                ErrorCode.UNKNOWN_BATCH,
                "everything that is applied here was adopted, and belongs to no batch",
                "Name what to undo: `lockkeeper down --steps N` or `lockkeeper down --to V`."));
      }
      return rows;
    }
    return newestFirst;
  }

  private boolean isRepeatable(Applied row) {
    return catalog.find(row.version()).map(Migration::repeatable).orElse(false);
  }

  /** What was adopted belongs to no batch, so that it is never undone by accident. */
  private static Predicate<Applied> inBatch(int number) {
    return row -> row.batch() == number && number > 0;
  }

  private static List<Applied> only(List<Applied> rows, Predicate<Applied> condition) {
    return rows.stream().filter(condition).toList();
  }

  private void add(Applied row) {
    Optional<Migration> file = catalog.find(row.version());
    if (file.isEmpty() && row.isWithoutFile()) {
      problems.add(withoutFile(row));
      return;
    }
    if (file.isEmpty()) {
      problems.add(
          Problem.of(
              ErrorCode.MISSING,
              row.title() + " cannot be undone: its files are gone",
              "Restore them, or undo it with the image that brought it."));
      return;
    }
    Migration migration = file.get();
    if (row.progress().map(Applied.Progress::direction).orElse(Direction.DOWN) == Direction.UP) {
      problems.add(
          Problem.of(
              ErrorCode.HALF_APPLIED,
              row.title() + " is half-applied",
              migration.up().file(),
              "Undo what is applied of it with `lockkeeper resume --revert`, or finish it with"
                  + " `lockkeeper up`."));
    } else if (migration.isReversible()) {
      Step step = new Step(migration, Direction.DOWN, Optional.of(row));
      Problem.unsupported(step).ifPresent(problems::add);
      steps.add(step);
    } else {
      problems.add(irreversible(migration));
    }
  }

  private static Problem withoutFile(Applied row) {
    return Problem.of(
        ErrorCode.IRREVERSIBLE,
        row.title()
            + " cannot be undone: it was adopted from "
            + row.origin().map(Applied.Origin::source).orElse("another tool")
            + " and is no file of this project",
        "Undo it with the tool that applied it, then say so with `lockkeeper mark "
            + row.version()
            + " --pending --reason TEXT`.");
  }

  private static Problem irreversible(Migration migration) {
    String why =
        migration
            .irreversible()
            .map(reason -> " is declared irreversible: " + reason)
            .orElse(" has no down");
    return Problem.of(
        ErrorCode.IRREVERSIBLE,
        migration.title() + why,
        migration.up().file(),
        "Write "
            + (migration.version().isNamed() ? "a way down" : migration.title() + ".down.sql")
            + " if there is a way back; else restore a backup, or go forward with a new"
            + " migration.");
  }

  private void requireKept(Migration staying, Set<Version> leaving) {
    for (Version required : staying.requires()) {
      if (leaving.contains(required)) {
        problems.add(
            Problem.of(
                ErrorCode.REQUIREMENT,
                staying.title() + " stays and requires " + required,
                staying.up().file(),
                "Undo " + staying.version() + " as well."));
      }
    }
  }
}
