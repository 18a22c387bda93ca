package dev.lockkeeper.foreign;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the ledger would take over. Immutable.
 *
 * @param table where it comes from; empty for a baseline
 * @param migrations what is taken over, in the order in which it was applied
 * @param present how many of them the ledger has already; they stay as they are
 */
public record AdoptionPlan(
    Optional<ForeignTable> table, List<AdoptedMigration> migrations, int present) {

  public AdoptionPlan {
    migrations = List.copyOf(migrations);
  }

  /** What the ledger calls the source: the tool's name, or {@code baseline}. */
  public String source() {
    return table.map(from -> from.tool().id()).orElse("baseline");
  }

  /**
   * The migrations of a tool's history.
   *
   * @param table the history that the request means
   * @throws LockkeeperException with {@link ErrorCode#DIRTY_HISTORY}, with {@link
   *     ErrorCode#AMBIGUOUS_HISTORY} for several heads of Alembic, or with {@link
   *     ErrorCode#CHANGED} if a file has not the checksum that the tool has recorded
   */
  public static AdoptionPlan of(
      Session session, ForeignTable table, AdoptRequest request, Catalog catalog, History history) {
    List<ForeignMigration> rows = ForeignHistory.read(session, table);
    Map<Version, AdoptedMigration> adopted = new LinkedHashMap<>();
    List<Mismatch> mismatches = new ArrayList<>();
    ChangesetFiles changesets = new ChangesetFiles(catalog);
    for (ForeignMigration row : rows) {
      if (row.coversEarlier()) {
        cover(row.version(), catalog).forEach(file -> adopted.put(file.version(), file));
      }
      Optional<Migration> file =
          table.tool() == Tool.LIQUIBASE
              ? changesets.find(row.version())
              : catalog.find(row.version());
      Set<String> accepted =
          file.map(found -> ToolChecksum.accepted(table, row, found)).orElse(Set.of());
      Optional<Mismatch> mismatch = file.flatMap(found -> Mismatch.of(table, row, found, accepted));
      // A repeatable script that has changed is due again: it stays pending.
      if (mismatch.isEmpty() || !file.map(Migration::repeatable).orElse(false)) {
        mismatch.ifPresent(mismatches::add);
        adopted.put(row.version(), AdoptedMigration.of(row, file, !accepted.isEmpty()));
      }
    }
    if (!mismatches.isEmpty()) {
      throw Mismatch.refusal(table, mismatches);
    }
    AdoptionPlan plan = pending(Optional.of(table), adopted, history);
    if (!plan.migrations().isEmpty()) {
      AlembicHeads.requireMeant(table, request, rows);
    }
    return plan;
  }

  /**
   * Every file up to a version.
   *
   * @throws LockkeeperException with {@link ErrorCode#UNKNOWN_VERSION} if there is no such file
   */
  public static AdoptionPlan baseline(Version typed, Catalog catalog, History history) {
    Version version = typed.meant(one -> catalog.find(one).isPresent());
    if (catalog.find(version).isEmpty()) {
      throw LockkeeperException.because(
              ErrorCode.UNKNOWN_VERSION, "there is no migration with the version " + version)
          .databaseState("Nothing was changed.")
          .hint("`lockkeeper status` lists the versions; name the last one that is applied.")
          .build();
    }
    Map<Version, AdoptedMigration> adopted = new LinkedHashMap<>();
    cover(version, catalog).forEach(file -> adopted.put(file.version(), file));
    return pending(Optional.empty(), adopted, history);
  }

  private static AdoptionPlan pending(
      Optional<ForeignTable> table, Map<Version, AdoptedMigration> adopted, History history) {
    List<AdoptedMigration> missing =
        adopted.values().stream().filter(one -> history.find(one.version()).isEmpty()).toList();
    return new AdoptionPlan(table, missing, adopted.size() - missing.size());
  }

  private static List<AdoptedMigration> cover(Version last, Catalog catalog) {
    return catalog.all().stream()
        .filter(file -> catalog.order().compare(file.version(), last) <= 0)
        .map(AdoptedMigration::assumed)
        .toList();
  }
}
