package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.foreign.AdoptRequest;
import dev.lockkeeper.foreign.Tool;
import dev.lockkeeper.migration.Version;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adopting through the Java interface. */
class AdoptionIT {
  private static final int MANY = 3000;

  @TempDir Path folder;
  private Scene scene;

  @BeforeEach
  void scene() {
    scene = new Scene(folder);
    scene.execute("CREATE TABLE schema_migrations (version varchar PRIMARY KEY)");
  }

  @Test
  void takesOverALongHistoryInOneTransaction() {
    insertMany();
    AdoptReport report = scene.lockkeeper().adopt(AdoptRequest.from(Tool.DBMATE));
    assertThat(report.run().outcome()).isEqualTo(Outcome.SUCCEEDED);
    assertThat(report.plan().migrations()).hasSize(MANY);
    assertThat(scene.value("SELECT count(*), count(applied_at) FROM lockkeeper.migration"))
        .isEqualTo(MANY + "|0");
    assertThat(scene.value("SELECT count(DISTINCT xmin::text) FROM lockkeeper.event"))
        .isEqualTo("1");
    assertThat(scene.lockkeeper().adopt(AdoptRequest.RECOGNISED).run().outcome())
        .isEqualTo(Outcome.NOTHING_TO_DO);
  }

  @Test
  void onlyOneOfManyRunnersTakesAHistoryOver() {
    insertMany();
    var runs =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> scene.lockkeeper().adopt(AdoptRequest.RECOGNISED).run().outcome()))
            .toList();
    assertThat(runs.stream().map(CompletableFuture::join))
        .containsOnly(Outcome.SUCCEEDED, Outcome.NOTHING_TO_DO)
        .containsOnlyOnce(Outcome.SUCCEEDED);
    assertThat(scene.value("SELECT count(*) FROM lockkeeper.event")).isEqualTo("" + MANY);
  }

  private void insertMany() {
    scene.execute(
        "INSERT INTO schema_migrations SELECT 10000 + n FROM generate_series(1, " + MANY + ") n");
  }

  @Test
  void refusesABaselineOverAKnownHistory() {
    scene.folder().pair("1", "a", "CREATE TABLE a (id int);\n", "DROP TABLE a;\n");
    AdoptRequest baseline = AdoptRequest.baseline(Version.of("1"));
    LockkeeperException refusal = Scene.failure(() -> scene.lockkeeper().adopt(baseline).run());
    assertThat(refusal.code().id()).isEqualTo("ambiguous-history");
    assertThat(scene.exists("lockkeeper.ledger")).isFalse();
    scene.execute("DROP TABLE schema_migrations");
    assertThat(scene.lockkeeper().plan(baseline).migrations()).hasSize(1);
    assertThat(scene.exists("lockkeeper.ledger")).isFalse();
  }
}
