package dev.lockkeeper.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.migration.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepTest {

  @Test
  void keepsTheSpellingOfTheVersionThatTheLedgerHas() {
    SqlBody body = new SqlBody("7_a.up.sql", 1, Checksum.exact("x"), ScriptHeader.NONE, () -> "x");
    Migration renamed =
        new Migration(
            Version.of("7"), "a", Phase.PRE, List.of(), Optional.empty(), body, Optional.of(body));
    Applied row =
        new Applied(
            Version.of("007"),
            "a",
            Phase.PRE,
            Applied.Kind.APPLIED,
            1,
            1,
            Optional.of(Instant.EPOCH),
            0,
            "",
            "",
            "run",
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Step step = new Step(renamed, Direction.DOWN, Optional.of(row));
    assertThat(step.migration().version()).hasToString("007");
  }
}
