package dev.lockkeeper.plan;

import static dev.lockkeeper.plan.Model.LENIENT;
import static dev.lockkeeper.plan.Model.STRICT;
import static dev.lockkeeper.plan.Model.adopted;
import static dev.lockkeeper.plan.Model.applied;
import static dev.lockkeeper.plan.Model.catalog;
import static dev.lockkeeper.plan.Model.codes;
import static dev.lockkeeper.plan.Model.file;
import static dev.lockkeeper.plan.Model.halfApplied;
import static dev.lockkeeper.plan.Model.history;
import static dev.lockkeeper.plan.Model.versions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.Version;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpPlanTest {

  private static Plan up(Catalog catalog, History history) {
    return up(catalog, history, UpRequest.PRE);
  }

  private static Plan up(Catalog catalog, History history, UpRequest request) {
    return new Planner(catalog, STRICT).up(history, request);
  }

  private static UpRequest steps(int count) {
    return new UpRequest(Set.of(Phase.PRE), Optional.empty(), OptionalInt.of(count), false);
  }

  private static UpRequest phases(Phase... phases) {
    return new UpRequest(
        EnumSet.copyOf(List.of(phases)), Optional.empty(), OptionalInt.empty(), false);
  }

  @ParameterizedTest
  @DisplayName("B8: versions are ordered number by number, never as text")
  @CsvSource(
      delimiter = '|',
      value = {
        "10 9 1 | 1 9 10",
        "0010 009 1 | 1 009 0010",
        "1.10 1.9 1.2.3 1 2 | 1 1.2.3 1.9 1.10 2",
        "20260217120000 3 20260217115959 | 3 20260217115959 20260217120000",
        "99999999999999999999999 9 100000000000000000000000 | 9 99999999999999999999999"
            + " 100000000000000000000000",
      })
  void ordersVersions(String given, String expected) {
    Model.File[] files =
        List.of(given.split(" ")).stream().map(Model::file).toArray(Model.File[]::new);
    assertThat(versions(up(catalog(files), history())))
        .containsExactly(expected.strip().split(" "));
  }

  @Test
  void takesOnlyWhatIsPendingAndNumbersTheBatch() {
    Plan plan =
        up(
            catalog(file("1"), file("2"), file("3")),
            history(applied(file("1"), 4), applied(file("2"), 7)));
    assertThat(versions(plan)).containsExactly("3");
    assertThat(plan.batch()).isEqualTo(8);
    assertThat(plan.direction()).isEqualTo(Direction.UP);
    assertThat(plan.problems()).isEmpty();
  }

  @Test
  void isEmptyWhenEverythingIsApplied() {
    Plan plan = up(catalog(file("1")), history(applied(file("1"), 1)));
    assertThat(plan.isEmpty()).isTrue();
    plan.requireNoProblem();
  }

  @Test
  void leavesOtherPhasesAloneAndNamesThem() {
    Catalog all =
        catalog(
            file("1"),
            file("2").phase(Phase.POST),
            file("3").phase(Phase.BACKGROUND),
            file("4"),
            file("5").phase(Phase.POST));
    Plan pre = up(all, history());
    assertThat(versions(pre)).containsExactly("1", "4");
    assertThat(pre.otherPhases())
        .extracting(m -> m.version().toString())
        .containsExactly("2", "3", "5");
    assertThat(versions(up(all, history(), phases(Phase.POST)))).containsExactly("2", "5");
    assertThat(versions(up(all, history(), phases(Phase.BACKGROUND)))).containsExactly("3");
    assertThat(versions(up(all, history(), UpRequest.ALL)))
        .containsExactly("1", "2", "3", "4", "5");
  }

  @Test
  @DisplayName("C29: up to a version")
  void stopsAtTheTarget() {
    Catalog all = catalog(file("1"), file("2"), file("3"), file("10"));
    assertThat(versions(up(all, history(), UpRequest.PRE.upTo(Version.of("3")))))
        .containsExactly("1", "2", "3");
    assertThat(
            versions(up(all, history(applied(file("1"), 1)), UpRequest.PRE.upTo(Version.of("1")))))
        .isEmpty();
  }

  @Test
  void refusesAnUnknownTarget() {
    assertThat(codes(up(catalog(file("1")), history(), UpRequest.PRE.upTo(Version.of("2")))))
        .containsExactly("unknown-version");
  }

  @Test
  void takesAtMostTheStepsAskedFor() {
    Catalog all = catalog(file("1"), file("2").phase(Phase.POST), file("3"), file("4"));
    assertThat(versions(up(all, history(), steps(2)))).containsExactly("1", "3");
    assertThat(versions(up(all, history(), steps(0)))).isEmpty();
    assertThat(versions(up(all, history(), steps(99)))).containsExactly("1", "3", "4");
  }

  @Test
  void refusesALateFileUnlessThePolicyAcceptsIt() {
    Catalog all = catalog(file("1"), file("2"), file("3"));
    History history = history(applied(file("1"), 1), applied(file("3"), 1));
    Plan refused = up(all, history);
    assertThat(codes(refused)).containsExactly("out-of-order");
    assertThat(refused.problems().get(0).message()).contains("2_m.up.sql").contains("3");
    Plan accepted = new Planner(all, LENIENT).up(history, UpRequest.PRE);
    assertThat(accepted.problems()).isEmpty();
    assertThat(versions(accepted)).containsExactly("2");
  }

  @Test
  void judgesLateFilesWithinTheirPhase() {
    Model.File latePost = file("2").phase(Phase.POST);
    Catalog all = catalog(file("1"), latePost, file("3"), file("4").phase(Phase.POST));
    assertThat(
            codes(
                up(all, history(applied(file("1"), 1), applied(file("3"), 1)), phases(Phase.POST))))
        .isEmpty();
    assertThat(
            codes(
                up(
                    all,
                    history(
                        applied(file("1"), 1),
                        applied(file("3"), 1),
                        applied(file("4").phase(Phase.POST), 2)),
                    phases(Phase.POST))))
        .containsExactly("out-of-order");
  }

  @Test
  void finishesAHalfAppliedMigrationEvenIfALaterOneIsMarked() {
    Plan plan =
        up(
            catalog(file("1"), file("2")),
            history(halfApplied(file("1"), 1, Direction.UP), applied(file("2"), 2)));
    assertThat(plan.problems()).isEmpty();
    assertThat(versions(plan)).containsExactly("1");
    assertThat(plan.steps().get(0).progress()).isPresent();
  }

  @Test
  void putsTheHalfAppliedMigrationInItsPlace() {
    Plan plan =
        up(
            catalog(file("1"), file("2"), file("3")),
            history(applied(file("1"), 1), halfApplied(file("2"), 1, Direction.UP)));
    assertThat(versions(plan)).containsExactly("2", "3");
    assertThat(plan.steps().get(0).applied()).isPresent();
    assertThat(plan.steps().get(1).applied()).isEmpty();
  }

  @Test
  void doesNotRunOnWhileADownIsHalfDone() {
    Plan plan = up(catalog(file("1")), history(halfApplied(file("1"), 1, Direction.DOWN)));
    assertThat(codes(plan)).containsExactly("half-applied");
    assertThat(plan.steps()).isEmpty();
  }

  @Test
  void doesNotCallAHalfAppliedFileChanged() {
    Plan plan =
        up(catalog(file("1").up("mended")), history(halfApplied(file("1"), 1, Direction.UP)));
    assertThat(plan.problems()).isEmpty();
  }

  @Test
  void refusesAChangedFileAndSaysWhereTheOldTextIs() {
    Plan plan = up(catalog(file("1").up("CREATE TABLE other ()")), history(applied(file("1"), 1)));
    assertThat(codes(plan)).containsExactly("changed");
    assertThat(plan.problems().get(0).hint()).contains("lockkeeper history 0a1b2c3d");
  }

  @Test
  void acceptsAReformattedFileAndMentionsIt() {
    Model.File before = file("1").up("CREATE TABLE a (b int);");
    Model.File after = file("1").up("-- a comment\r\nCREATE   TABLE a\n  (b int);\n");
    Plan plan = up(catalog(after), history(applied(before, 1)));
    assertThat(plan.problems()).isEmpty();
    assertThat(plan.findings()).extracting(Finding::rule).containsExactly("LK901");
  }

  @Test
  void comparesNothingWhereNoChecksumWasRecorded() {
    assertThat(up(catalog(file("1")), history(adopted("1"))).problems()).isEmpty();
  }

  @Test
  @DisplayName("B9: what was adopted without a file is not missing, and its name is no number")
  void goesOnBehindWhatWasAdoptedWithoutAFile() {
    Plan plan =
        up(catalog(file("1"), file("2")), history(adopted("shop.0001_initial"), adopted("1")));
    assertThat(plan.problems()).isEmpty();
    assertThat(versions(plan)).containsExactly("2");
    assertThat(plan.batch()).isEqualTo(1);
  }

  @Test
  void comparesNumbersThatWereAdoptedWithoutAFile() {
    assertThat(codes(up(catalog(file("1")), history(adopted("2")))))
        .containsExactly("out-of-order");
  }

  @Test
  void refusesAMissingFileAndTellsANewerDatabaseFromALostFile() {
    Plan lost = up(catalog(file("1"), file("3")), history(applied(file("2"), 1)));
    assertThat(codes(lost)).contains("missing");
    assertThat(lost.problems().get(0).hint()).contains("Restore the file");
    Plan newer = up(catalog(file("1")), history(applied(file("1"), 1), applied(file("2"), 2)));
    assertThat(codes(newer)).containsExactly("missing");
    assertThat(newer.problems().get(0).hint()).contains("deploy the newer image");
  }

  @Test
  void looksForMissingAndChangedFilesInTheAskedPhasesOnly() {
    Model.File post = file("2").phase(Phase.POST);
    History history = history(applied(file("1"), 1), applied(post, 1));
    assertThat(up(catalog(file("1")), history).problems()).isEmpty();
    assertThat(codes(up(catalog(file("1")), history, UpRequest.ALL))).containsExactly("missing");
  }

  @Test
  void refusesAnUnmetRequirementAndAcceptsOneMetByThePlanItself() {
    Catalog all =
        catalog(file("1").phase(Phase.POST), file("2").requires("1"), file("3").requires("2"));
    Plan unmet = up(all, history());
    assertThat(codes(unmet)).containsExactly("requirement");
    assertThat(unmet.problems().get(0).message()).contains("2_m.up.sql").contains("requires 1");
    assertThat(up(all, history(), UpRequest.ALL).problems()).isEmpty();
    assertThat(up(all, history(applied(file("1").phase(Phase.POST), 1))).problems()).isEmpty();
  }

  @Test
  void doesNotCountAHalfAppliedMigrationAsARequirementMet() {
    Catalog all = catalog(file("1").phase(Phase.POST), file("2").requires("1"));
    Plan plan =
        new Planner(all, STRICT)
            .up(
                history(halfApplied(file("1").phase(Phase.POST), 1, Direction.DOWN)),
                UpRequest.PRE);
    assertThat(codes(plan)).contains("requirement");
  }

  @Test
  @DisplayName("B11: a missing down is information, or a refusal by policy; a reason is enough")
  void judgesAMissingDown() {
    Catalog all = catalog(file("1").withoutDown(), file("2").irreversible("data is lost"));
    Plan noted = up(all, history());
    assertThat(noted.problems()).isEmpty();
    assertThat(noted.findings()).extracting(Finding::rule).containsExactly("LK902");
    Plan refused = new Planner(all, new Policy(false, true, 0)).up(history(), UpRequest.PRE);
    assertThat(codes(refused)).containsExactly("irreversible");
    assertThat(refused.problems().get(0).message()).contains("1_m.up.sql");
  }

  @Test
  void refusesShortNamesOfPendingMigrationsOnly() {
    Policy policy = new Policy(false, false, 3);
    Catalog all = catalog(file("1"), file("2"), file("33"));
    Plan plan = new Planner(all, policy).up(history(applied(file("1"), 1)), UpRequest.PRE);
    assertThat(codes(plan)).containsExactly("name-policy");
    assertThat(plan.problems().get(0).message()).contains("2_m.up.sql");
  }

  @Test
  void countsTheOtherProblemsInTheRefusal() {
    Plan plan =
        up(
            catalog(file("1").up("SELECT 1")),
            history(applied(file("1"), 1), applied(file("2"), 1), applied(file("3"), 1)));
    assertThatThrownBy(plan::requireNoProblem)
        .isInstanceOf(LockkeeperException.class)
        .hasMessageContaining("1_m.up.sql was changed")
        .hasMessageContaining("(and 2 more problems)")
        .extracting(e -> ((LockkeeperException) e).code())
        .isEqualTo(ErrorCode.CHANGED);
  }

  @Test
  void hashesTheStepsAndTheirTexts() {
    String hash = up(catalog(file("1"), file("2")), history()).hash();
    assertThat(hash).startsWith("sha256:");
    assertThat(up(catalog(file("2"), file("1")), history()).hash()).isEqualTo(hash);
    assertThat(up(catalog(file("1")), history()).hash()).isNotEqualTo(hash);
    assertThat(up(catalog(file("1"), file("2").up("SELECT 2")), history()).hash())
        .isNotEqualTo(hash);
    History done = history(applied(file("1"), 1), applied(file("2"), 1));
    assertThat(
            new Planner(catalog(file("1"), file("2")), STRICT)
                .down(done, new DownRequest.All())
                .hash())
        .isNotEqualTo(hash);
  }

  @Test
  void aHalfAppliedMigrationCountsInTheBatchThatFinishesIt() {
    Catalog catalog = catalog(file("1"), file("2"), file("3").phase(Phase.POST));
    History half = history(applied(file("1"), 1), halfApplied(file("2"), 2, Direction.UP));
    assertThat(up(catalog, half).batch()).isEqualTo(2);
    History together = history(applied(file("1"), 2), halfApplied(file("2"), 2, Direction.UP));
    assertThat(up(catalog, together).batch()).isEqualTo(3);
    History other =
        history(applied(file("1"), 1), halfApplied(file("3").phase(Phase.POST), 2, Direction.UP));
    assertThat(up(catalog, other).batch()).isEqualTo(3);
    History halfUndone =
        history(applied(file("1"), 1), halfApplied(file("3").phase(Phase.POST), 2, Direction.DOWN));
    assertThat(up(catalog, halfUndone).batch()).isEqualTo(3);
  }
}
