package dev.lockkeeper.plan;

import static dev.lockkeeper.plan.Model.LENIENT;
import static dev.lockkeeper.plan.Model.adopted;
import static dev.lockkeeper.plan.Model.catalog;
import static dev.lockkeeper.plan.Model.codes;
import static dev.lockkeeper.plan.Model.file;
import static dev.lockkeeper.plan.Model.history;
import static dev.lockkeeper.plan.Model.row;
import static dev.lockkeeper.plan.Model.versions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.Version;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Named versions run in the order in which the project lists them, behind every number. */
class NamedOrderTest {
  private static final Migration B = named("b");
  private static final Migration C = named("c");
  private static final Migration A = named("a");
  private static final Catalog CATALOG = catalog(List.of(B, C, file("1").migration(), A));

  private static Migration named(String name) {
    Migration any = file("1").migration();
    return new Migration(
        Version.named(name), name, any.phase(), List.of(), Optional.empty(), any.up(), any.down());
  }

  private static Plan up(UpRequest request, Applied... rows) {
    return new Planner(CATALOG, LENIENT).up(history(rows), request);
  }

  @Test
  void runInTheirOrderAndUpToOneOfThem() {
    assertThat(versions(up(UpRequest.PRE))).containsExactly("1", "b", "c", "a");
    UpRequest toC =
        new UpRequest(Set.of(Phase.PRE), Optional.of(C.version()), OptionalInt.empty(), false);
    assertThat(versions(up(toC))).containsExactly("1", "b", "c");
  }

  @Test
  void areNeverLate() {
    Plan plan = up(UpRequest.PRE, row(A, 1, 1, ""), row(file("1").migration(), 1, 2, ""));
    assertThat(codes(plan)).isEmpty();
    assertThat(versions(plan)).containsExactly("b", "c");
  }

  @Test
  void areUndoneDownToOneOfThem() {
    Applied[] rows = {row(B, 1, 1, ""), row(C, 1, 2, ""), row(A, 1, 3, "")};
    Plan plan = new Planner(CATALOG, LENIENT).down(history(rows), new DownRequest.To(B.version()));
    assertThat(versions(plan)).containsExactly("a", "c");
  }

  @Test
  void areShownInTheirOrderWithThoseOfNoFileBehindThem() {
    assertThat(MigrationStatus.of(CATALOG, history(adopted("aa"), row(A, 1, 1, ""))))
        .extracting(status -> status.version().toString())
        .containsExactly("1", "b", "c", "a", "aa");
  }
}
