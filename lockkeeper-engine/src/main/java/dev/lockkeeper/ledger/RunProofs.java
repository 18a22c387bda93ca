package dev.lockkeeper.ledger;

import dev.lockkeeper.database.Literal;
import dev.lockkeeper.database.Result;
import dev.lockkeeper.database.Session;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks the runs of a database what they prove. Immutable. */
public final class RunProofs {
  private static final String RUN =
      "id, project, environment, action, coalesce(outcome, 'running'), release_id, image,"
          + " error_message";

  private static final String UP = "'up', 'run', 'resume'";
  private static final String DOWN = "'down'";

  private final LedgerTables tables;

  RunProofs(LedgerTables tables) {
    this.tables = tables;
  }

  /**
   * What the runs of a release prove.
   *
   * @param image what must have run
   * @param since only runs that began then or later, by the server's clock
   * @param isDown whether a run is asked for that undoes migrations
   */
  public RunProof ofRelease(
      Session session, String release, String image, Optional<Instant> since, boolean isDown) {
    return proof(
        session,
        isDown ? DOWN : UP,
        "release_id = "
            + Literal.text(release)
            + " AND image = "
            + Literal.text(image)
            + since
                .map(at -> " AND started_at >= " + Literal.text(at.toString()) + "::timestamptz")
                .orElse(""));
  }

  /**
   * What the ledger proves about an image.
   *
   * @param image its name as it was recorded, or its digest
   */
  public RunProof ofImage(Session session, String image) {
    return proof(
        session,
        UP,
        "(image = "
            + Literal.text(image)
            + " OR pg_catalog.right(image, "
            + (image.length() + 1)
            + ") = "
            + Literal.text("@" + image)
            + ")");
  }

  private RunProof proof(Session session, String actions, String which) {
    String runs = "SELECT " + RUN + " FROM " + tables.run + " WHERE " + which;
    String good =
        " AND action IN ("
            + actions
            + ") AND outcome IN ('succeeded', 'nothing-to-do') AND"
            + " finished_at IS NOT NULL";
    String last = " ORDER BY started_at DESC, id LIMIT 1";
    String proving =
        "(SELECT project, finished_at FROM " + tables.run + " WHERE " + which + good + last + ")";
    List<Result> results =
        session.send(
            runs
                + good
                + last
                + "; "
                + runs
                + last
                + "; SELECT l.version FROM (SELECT DISTINCT ON (e.version) e.version, e.kind FROM "
                + tables.event
                + " e, "
                + proving
                + " p WHERE e.at > p.finished_at AND e.project = p.project AND e.kind IN ('applied',"
                + " 'marked-applied', 'reverted', 'marked-pending') ORDER BY e.version, e.id DESC) l"
                + " WHERE l.kind IN ('reverted', 'marked-pending') ORDER BY l.version; SELECT"
                + " m.version FROM "
                + tables.migration
                + " m, "
                + proving
                + " p WHERE m.project = p.project AND m.kind = 'partial' ORDER BY m.version");
    return new RunProof(
        results.get(0).rows().stream().findFirst().map(RunProofs::run),
        results.get(1).rows().stream().findFirst().map(RunProofs::run),
        results.get(2).rows().stream().map(row -> row.text(0)).toList(),
        results.get(3).rows().stream().map(row -> row.text(0)).toList());
  }

  private static RunProof.Run run(Result.Row row) {
    return new RunProof.Run(
        row.text(0),
        row.text(1),
        row.text(2),
        row.text(3),
        row.text(4),
        text(row, 5),
        text(row, 6),
        text(row, 7));
  }

  private static Optional<String> text(Result.Row row, int column) {
    return row.isNull(column) ? Optional.empty() : Optional.of(row.text(column));
  }
}
