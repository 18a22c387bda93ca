package dev.lockkeeper.plan;

import static dev.lockkeeper.plan.Model.STRICT;
import static dev.lockkeeper.plan.Model.adopted;
import static dev.lockkeeper.plan.Model.applied;
import static dev.lockkeeper.plan.Model.catalog;
import static dev.lockkeeper.plan.Model.codes;
import static dev.lockkeeper.plan.Model.file;
import static dev.lockkeeper.plan.Model.halfApplied;
import static dev.lockkeeper.plan.Model.history;
import static dev.lockkeeper.plan.Model.released;
import static dev.lockkeeper.plan.Model.versions;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Version;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DownPlanTest {
  private static final Catalog FIVE =
      catalog(file("1"), file("2"), file("3"), file("4"), file("5"));

  /** 2 came late: the order of events is not the order of versions. */
  private static final History HISTORY =
      history(
          applied(file("1"), 1, 10),
          applied(file("3"), 1, 11),
          applied(file("2"), 2, 12),
          applied(file("4"), 3, 13),
          applied(file("5"), 3, 14));

  private static Plan down(Catalog catalog, History history, DownRequest request) {
    return new Planner(catalog, STRICT).down(history, request);
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        Arguments.of(new DownRequest.LastBatch(), List.of("5", "4")),
        Arguments.of(new DownRequest.Steps(1), List.of("5")),
        Arguments.of(new DownRequest.Steps(3), List.of("5", "4", "2")),
        Arguments.of(new DownRequest.Steps(99), List.of("5", "4", "2", "3", "1")),
        Arguments.of(new DownRequest.Steps(0), List.of()),
        Arguments.of(new DownRequest.To(Version.of("2")), List.of("5", "4", "3")),
        Arguments.of(new DownRequest.To(Version.of("5")), List.of()),
        Arguments.of(new DownRequest.Batch(1), List.of("3", "1")),
        Arguments.of(new DownRequest.Batch(2), List.of("2")),
        Arguments.of(new DownRequest.All(), List.of("5", "4", "2", "3", "1")));
  }

  @ParameterizedTest
  @MethodSource("requests")
  @DisplayName("B20, B16, C29: downs run in the reverse order of their ups")
  void choosesAndOrders(DownRequest request, List<String> expected) {
    Plan plan = down(FIVE, HISTORY, request);
    assertThat(plan.problems()).isEmpty();
    assertThat(versions(plan)).isEqualTo(expected);
    assertThat(plan.steps()).allMatch(step -> step.direction() == Direction.DOWN);
  }

  @Test
  void choosesByRelease() {
    History history =
        history(released(file("1"), 1, "r1"), released(file("2"), 2, "r2"), applied(file("3"), 3));
    assertThat(versions(down(FIVE, history, new DownRequest.Release("r2")))).containsExactly("2");
    assertThat(codes(down(FIVE, history, new DownRequest.Release("r9"))))
        .containsExactly("unknown-release");
  }

  @Test
  void refusesUnknownVersionsAndBatches() {
    assertThat(codes(down(FIVE, HISTORY, new DownRequest.To(Version.of("9")))))
        .containsExactly("unknown-version");
    assertThat(codes(down(FIVE, HISTORY, new DownRequest.Batch(9))))
        .containsExactly("unknown-batch");
  }

  @Test
  void hasNothingToDoWhereNothingIsApplied() {
    assertThat(down(FIVE, history(), new DownRequest.LastBatch()).isEmpty()).isTrue();
    assertThat(down(FIVE, history(), new DownRequest.All()).problems()).isEmpty();
  }

  @Test
  @DisplayName("B11: an irreversible migration is refused by name and with its reason")
  void refusesWhatHasNoWayBack() {
    Catalog catalog = catalog(file("1").withoutDown(), file("2").irreversible("rows are merged"));
    History history = history(applied(file("1"), 1), applied(file("2"), 1, 5000));
    Plan plan = down(catalog, history, new DownRequest.All());
    assertThat(codes(plan)).containsExactly("irreversible", "irreversible");
    assertThat(plan.problems().get(0).message()).contains("2_m2").contains("rows are merged");
    assertThat(plan.problems().get(1).message()).contains("1_m1").contains("no down");
  }

  @Test
  void aDeclaredReasonCountsMoreThanADownFile() {
    Model.File both =
        new Model.File(
            "1",
            dev.lockkeeper.migration.Phase.PRE,
            List.of(),
            java.util.Optional.of("no"),
            "SELECT 1",
            true);
    assertThat(codes(down(catalog(both), history(applied(both, 1)), new DownRequest.All())))
        .containsExactly("irreversible");
  }

  @Test
  void refusesWhatHasNoFileAnyMore() {
    Plan plan = down(catalog(file("1")), HISTORY, new DownRequest.Steps(1));
    assertThat(codes(plan)).containsExactly("missing");
    assertThat(plan.problems().get(0).message()).contains("5_m5");
  }

  @Test
  void refusesToTakeAwayWhatAnAppliedMigrationRequires() {
    Catalog catalog = catalog(file("1"), file("2").requires("1"));
    History history = history(applied(file("1"), 1), applied(file("2"), 2));
    Plan plan = down(catalog, history, new DownRequest.Batch(1));
    assertThat(codes(plan)).containsExactly("requirement");
    assertThat(plan.problems().get(0).message()).contains("2_m2").contains("requires 1");
    assertThat(down(catalog, history, new DownRequest.All()).problems()).isEmpty();
  }

  @Test
  void sendsAHalfAppliedUpToResume() {
    History history = history(applied(file("1"), 1), halfApplied(file("2"), 2, Direction.UP));
    Plan plan = down(FIVE, history, new DownRequest.LastBatch());
    assertThat(codes(plan)).containsExactly("half-applied");
    assertThat(plan.problems().get(0).hint()).contains("resume --revert");
  }

  @Test
  void finishesAHalfDoneDown() {
    History history = history(applied(file("1"), 1), halfApplied(file("2"), 2, Direction.DOWN));
    Plan plan = down(FIVE, history, new DownRequest.LastBatch());
    assertThat(plan.problems()).isEmpty();
    assertThat(versions(plan)).containsExactly("2");
    assertThat(plan.steps().get(0).progress()).isPresent();
  }

  @Test
  @DisplayName("B9: what was adopted without a file is refused by name, and never by accident")
  void refusesWhatWasAdoptedWithoutAFile() {
    History history = history(adopted("shop.0001_initial"), applied(file("1"), 1, 10));
    assertThat(versions(down(FIVE, history, new DownRequest.LastBatch()))).containsExactly("1");
    assertThat(down(FIVE, history, new DownRequest.To(Version.of("1"))).isEmpty()).isTrue();
    Plan all = down(FIVE, history, new DownRequest.All());
    assertThat(codes(all)).containsExactly("irreversible");
    assertThat(all.problems().get(0).message()).contains("shop.0001_initial", "django");
  }

  @Test
  void takesWhatWasAdoptedForNoBatch() {
    History history = history(adopted("1"), adopted("2"));
    assertThat(codes(down(FIVE, history, new DownRequest.LastBatch())))
        .containsExactly("unknown-batch");
    assertThat(codes(down(FIVE, history, new DownRequest.Batch(0))))
        .containsExactly("unknown-batch");
  }

  @Test
  void undoesAChangedFileByItsPresentDown() {
    Plan plan =
        down(
            catalog(file("1").up("SELECT 'changed'")),
            history(applied(file("1"), 1)),
            new DownRequest.All());
    assertThat(plan.problems()).isEmpty();
    assertThat(versions(plan)).containsExactly("1");
  }
}
