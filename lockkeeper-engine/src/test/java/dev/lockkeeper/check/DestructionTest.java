package dev.lockkeeper.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.plan.Finding;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestructionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE IF EXISTS orders",
        "ALTER TABLE orders DROP COLUMN status",
        "ALTER TABLE orders DROP status",
        "TRUNCATE orders",
        "DELETE FROM orders",
        "DROP SCHEMA shop CASCADE"
      })
  @DisplayName("B16: a way back that destroys data says so")
  void reportsWhatDestroysData(String sql) {
    List<Finding> findings = Destruction.reported(down("SELECT 1;\n" + sql)).findings();
    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).severity()).isEqualTo(Finding.Severity.WARNING);
    assertThat(findings.get(0).message()).contains("1_a").contains(sql);
    assertThat(findings.get(0).place()).hasValueSatisfying(p -> assertThat(p.line()).isEqualTo(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP INDEX orders_status",
        "ALTER TABLE orders DROP CONSTRAINT positive",
        "ALTER TABLE orders ALTER COLUMN status DROP NOT NULL",
        "ALTER TABLE orders ALTER COLUMN status DROP DEFAULT",
        "ALTER TABLE orders ADD COLUMN status text"
      })
  void isSilentAboutTheRest(String sql) {
    assertThat(Destruction.reported(down(sql)).findings()).isEmpty();
  }

  private static Plan down(String text) {
    SqlBody body = new SqlBody("1_a", 1, Checksum.exact(text), ScriptHeader.NONE, () -> text);
    Migration migration =
        new Migration(
            Version.of("1"), "a", Phase.PRE, List.of(), Optional.empty(), body, Optional.of(body));
    return new Plan(
        Direction.DOWN,
        List.of(new Step(migration, Direction.DOWN, Optional.empty())),
        List.of(),
        List.of(),
        List.of(),
        1);
  }
}
