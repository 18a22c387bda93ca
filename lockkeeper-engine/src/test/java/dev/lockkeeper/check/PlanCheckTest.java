package dev.lockkeeper.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanCheckTest {

  @ParameterizedTest
  @ValueSource(strings = {"-- words only\n", "/* a /* nested */ */ ;;\n", "\uFEFF-- x"})
  void refusesToApplyADraftWithoutAStatement(String text) {
    assertThatThrownBy(() -> PlanCheck.require(plan(text, Direction.UP)))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.FILE_EMPTY);
              assertThat(e.place()).hasValueSatisfying(p -> assertThat(p.file()).isEqualTo("1_a"));
            });
  }

  @Test
  void acceptsADownThatSaysInACommentThatThereIsNothingToUndo() {
    PlanCheck.require(plan("-- nothing to undo\n", Direction.DOWN));
  }

  @Test
  void refusesTransactionControlBeforeAnythingIsSent() {
    assertThatThrownBy(() -> PlanCheck.require(plan("SELECT 1;\nCOMMIT;\nSELECT 2;", Direction.UP)))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.TRANSACTION_CONTROL);
              assertThat(e.place()).hasValueSatisfying(p -> assertThat(p.line()).isEqualTo(2));
            });
  }

  private static Plan plan(String text, Direction direction) {
    SqlBody body = new SqlBody("1_a", 1, Checksum.exact(text), ScriptHeader.NONE, () -> text);
    Migration migration =
        new Migration(
            Version.of("1"), "a", Phase.PRE, List.of(), Optional.empty(), body, Optional.of(body));
    return new Plan(
        direction,
        List.of(new Step(migration, direction, Optional.empty())),
        List.of(),
        List.of(),
        List.of(),
        1);
  }
}
