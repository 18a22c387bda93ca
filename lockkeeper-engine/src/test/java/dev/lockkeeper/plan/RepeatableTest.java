package dev.lockkeeper.plan;

import static dev.lockkeeper.plan.Model.LENIENT;
import static dev.lockkeeper.plan.Model.STRICT;
import static dev.lockkeeper.plan.Model.after;
import static dev.lockkeeper.plan.Model.catalog;
import static dev.lockkeeper.plan.Model.file;
import static dev.lockkeeper.plan.Model.versions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.migration.State;
import dev.lockkeeper.migration.Version;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that run again whenever they have changed. */
class RepeatableTest {
  private static final Migration ONE = file("1").migration();
  private static final Migration TWO = file("2").withoutDown().migration();

  private static Migration views(String text) {
    return new Migration(
        Version.named("R__views"),
        "views",
        Phase.PRE,
        List.of(),
        Optional.empty(),
        new SqlBody("R__views.sql", 1, Checksum.exact(text), ScriptHeader.NONE, () -> text),
        Optional.empty(),
        true);
  }

  private static Plan up(Catalog catalog, History history) {
    return new Planner(catalog, STRICT).up(history, UpRequest.PRE);
  }

  private static Plan down(Catalog catalog, History history, DownRequest request) {
    return new Planner(catalog, LENIENT).down(history, request);
  }

  private static State state(Catalog catalog, History history) {
    return MigrationStatus.of(catalog, history).stream()
        .filter(status -> status.version().isNamed())
        .findFirst()
        .orElseThrow()
        .state();
  }

  @Test
  void runAfterEveryVersionAndThenOnlyWhenTheyChange() {
    Catalog first = catalog(List.of(views("SELECT 1"), ONE));
    Plan plan = up(first, History.none());
    assertThat(versions(plan)).containsExactly("1", "R__views");
    History applied = after(History.none(), plan);
    assertThat(up(first, applied).steps()).isEmpty();
    assertThat(state(first, applied)).isEqualTo(State.APPLIED);

    Catalog changed = catalog(List.of(views("SELECT 2"), ONE, TWO));
    Plan again = up(changed, applied);
    assertThat(again.problems()).isEmpty();
    assertThat(versions(again)).containsExactly("2", "R__views");
    assertThat(state(changed, applied)).isEqualTo(State.PENDING);
    assertThat(up(changed, after(applied, again)).steps()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 2", "select 1", "SELECT 1 -- a word"})
  void runForEveryDifferenceOfTheText(String text) {
    Catalog before = catalog(List.of(views("SELECT 1")));
    History applied = after(History.none(), up(before, History.none()));
    Plan plan = up(catalog(List.of(views(text))), applied);
    assertThat(versions(plan)).containsExactly("R__views");
    assertThat(plan.findings()).isEmpty();
  }

  @Test
  void areNeverUndone() {
    Catalog all = catalog(List.of(ONE, views("SELECT 1")));
    History applied = after(History.none(), up(all, History.none()));
    Catalog changed = catalog(List.of(ONE, views("SELECT 2")));
    History twice = after(applied, up(changed, applied));
    for (DownRequest request :
        List.of(new DownRequest.LastBatch(), new DownRequest.Steps(2), new DownRequest.All())) {
      Plan plan = down(changed, twice, request);
      assertThat(plan.problems()).isEmpty();
      assertThat(versions(plan)).containsExactly("1");
    }
    assertThat(down(changed, twice, new DownRequest.To(Version.of("1"))).steps()).isEmpty();
  }

  @Test
  void areMissedWhenTheirFileIsGone() {
    Catalog all = catalog(List.of(ONE, views("SELECT 1")));
    History applied = after(History.none(), up(all, History.none()));
    Catalog without = catalog(List.of(ONE));
    assertThat(state(without, applied)).isEqualTo(State.MISSING);
    assertThat(Model.codes(up(without, applied))).containsExactly("missing");
  }
}
