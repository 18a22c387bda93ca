package dev.lockkeeper.guard.preset;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Migrations in the order in which a tool applies them, of which it can mark only the next ones or
 * undo only the last ones.
 */
record Sequence(Preset preset, List<ToolMigration> migrations) {
  /** The versions that are applied, oldest first. */
  List<String> applied() {
    return versions(true);
  }

  /** The versions that are not applied, oldest first. */
  List<String> pending() {
    return versions(false);
  }

  private List<String> versions(boolean applied) {
    return migrations.stream()
        .filter(migration -> migration.applied() == applied)
        .map(ToolMigration::version)
        .toList();
  }

  /** What a way down undoes, newest first; one migration for the last. */
  List<String> undone(DownTarget target) {
    List<String> applied = applied();
    int kept;
    if (target instanceof DownTarget.To to) {
      kept = applied.indexOf(to.version()) + 1;
      if (kept == 0) {
        throw unknown(to.version(), "applied");
      }
    } else {
      kept = target instanceof DownTarget.All ? 0 : Math.max(0, applied.size() - 1);
    }
    List<String> undone = new ArrayList<>(applied.subList(kept, applied.size()));
    Collections.reverse(undone);
    return undone;
  }

  /** How many pending migrations there are up to a version, with it. */
  int pendingUpTo(String version) {
    int index = pending().indexOf(version);
    if (index < 0) {
      throw unknown(version, "pending");
    }
    return index + 1;
  }

  /**
   * The version up to which everything is applied once the given ones are marked; empty if nothing
   * is. Refuses to mark what leaves a gap, since the tool would mark the gap as well.
   */
  Optional<String> frontier(Mark mark, List<String> versions) {
    List<String> all = migrations.stream().map(ToolMigration::version).toList();
    for (String version : versions) {
      if (!all.contains(version)) {
        throw unknown(version, "known");
      }
    }
    int first = versions.stream().mapToInt(all::indexOf).min().orElse(all.size());
    int last = versions.stream().mapToInt(all::indexOf).max().orElse(-1);
    boolean applies = mark == Mark.APPLIED;
    List<String> too =
        (applies ? migrations.subList(0, last + 1) : migrations.subList(first, all.size()))
            .stream()
                .filter(one -> one.applied() != applies && !versions.contains(one.version()))
                .map(ToolMigration::version)
                .toList();
    if (!too.isEmpty()) {
      throw LockkeeperException.because(
              ErrorCode.USAGE,
              preset.title()
                  + " can mark "
                  + String.join(", ", versions)
                  + " only together with "
                  + String.join(", ", too))
          .databaseState("Nothing was changed.")
          .hint("Name these as well, or run them.")
          .build();
    }
    int frontier = applies ? Math.max(last, lastApplied()) : first - 1;
    return frontier < 0 ? Optional.empty() : Optional.of(all.get(frontier));
  }

  private int lastApplied() {
    int last = migrations.size() - 1;
    while (last >= 0 && !migrations.get(last).applied()) {
      last--;
    }
    return last;
  }

  private LockkeeperException unknown(String version, String state) {
    return LockkeeperException.because(
            ErrorCode.UNKNOWN_VERSION,
            "\"" + version + "\" is no " + state + " migration of " + preset.title())
        .databaseState("Nothing was changed.")
        .hint("Name it as the status of " + preset.title() + " does.")
        .build();
  }
}
