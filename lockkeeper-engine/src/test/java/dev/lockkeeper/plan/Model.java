package dev.lockkeeper.plan;

import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.SourceFolder;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.migration.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Short ways to write catalogs and histories down, and a database that is only a list of rows. */
final class Model {
  static final Policy STRICT = new Policy(false, false, 0);
  static final Policy LENIENT = new Policy(true, false, 0);

  private Model() {}

  /** A migration file of a test; change it with the other methods. */
  record File(
      String version,
      Phase phase,
      List<String> requires,
      Optional<String> irreversible,
      String up,
      boolean hasDown) {

    File phase(Phase other) {
      return new File(version, other, requires, irreversible, up, hasDown);
    }

    File requires(String... versions) {
      return new File(version, phase, List.of(versions), irreversible, up, hasDown);
    }

    File irreversible(String reason) {
      return new File(version, phase, requires, Optional.of(reason), up, false);
    }

    File withoutDown() {
      return new File(version, phase, requires, irreversible, up, false);
    }

    File up(String text) {
      return new File(version, phase, requires, irreversible, text, hasDown);
    }

    Migration migration() {
      return new Migration(
          Version.of(version),
          "m" + version,
          phase,
          requires.stream().map(Version::of).toList(),
          irreversible,
          body(version + "_m.up.sql", up),
          hasDown
              ? Optional.of(body(version + "_m.down.sql", "DROP TABLE t" + version))
              : Optional.empty());
    }
  }

  static File file(String version) {
    return new File(
        version, Phase.PRE, List.of(), Optional.empty(), "CREATE TABLE t" + version + " ()", true);
  }

  static Catalog catalog(File... files) {
    return catalog(Arrays.stream(files).map(File::migration).toList());
  }

  static Catalog catalog(List<Migration> migrations) {
    return Catalog.of(migrations, List.of(new SourceFolder("migrations", "lockkeeper")));
  }

  static History history(Applied... rows) {
    return new History(List.of(rows), true, Map.of());
  }

  /** What the ledger says after a file was applied; the order of batches is that of events. */
  static Applied applied(File file, int batch) {
    return row(file.migration(), batch, batch * 1000L + file.version().length(), "");
  }

  static Applied applied(File file, int batch, long sequence) {
    return row(file.migration(), batch, sequence, "");
  }

  static Applied released(File file, int batch, String release) {
    return row(file.migration(), batch, batch * 1000L, release);
  }

  static Applied halfApplied(File file, int batch, Direction direction) {
    Applied row = applied(file, batch);
    return new Applied(
        row.version(),
        row.name(),
        row.phase(),
        Applied.Kind.PARTIAL,
        row.batch(),
        row.sequence(),
        row.appliedAt(),
        0,
        row.exactChecksum(),
        row.canonicalChecksum(),
        row.runId(),
        row.releaseId(),
        Optional.of(new Applied.Progress(direction, 1, 0, "sha256:00", "", "")),
        Optional.empty());
  }

  static Applied row(Migration migration, int batch, long sequence, String release) {
    return new Applied(
        migration.version(),
        migration.name(),
        migration.phase(),
        Applied.Kind.APPLIED,
        batch,
        sequence,
        Optional.of(Instant.EPOCH),
        1,
        migration.up().exactChecksum(),
        migration.up().canonicalChecksum(),
        "0a1b2c3d-run",
        release.isEmpty() ? Optional.empty() : Optional.of(release),
        Optional.empty(),
        Optional.empty());
  }

  /** What the ledger says of a migration of another tool that is no file of the project. */
  static Applied adopted(String version) {
    return new Applied(
        Version.read(version),
        "",
        Phase.PRE,
        Applied.Kind.ADOPTED,
        0,
        1,
        Optional.empty(),
        0,
        "",
        "",
        "0a1b2c3d-run",
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Applied.Origin("django", Optional.empty())));
  }

  /** The history after a plan was executed to its end. */
  static History after(History history, Plan plan) {
    List<Applied> rows = new ArrayList<>(history.all());
    long sequence = rows.stream().mapToLong(Applied::sequence).max().orElse(0);
    for (Step step : plan.steps()) {
      Migration migration = step.migration();
      rows.removeIf(row -> row.version().equals(migration.version()));
      if (step.direction() == Direction.UP) {
        rows.add(row(migration, plan.batch(), ++sequence, ""));
      }
    }
    return new History(rows, true, history.otherProjects());
  }

  static List<String> versions(Plan plan) {
    return plan.steps().stream().map(step -> step.migration().version().toString()).toList();
  }

  static List<String> codes(Plan plan) {
    return plan.problems().stream().map(problem -> problem.code().id()).toList();
  }

  private static SqlBody body(String name, String text) {
    return new SqlBody(name, 1, Checksum.exact(text), ScriptHeader.NONE, () -> text);
  }
}
