package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.testing.CountingProxy;
import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often a run waits for the network. Deterministic, unlike times. */
class TurnsIT {
  @TempDir Path path;
  private Scene scene;
  private CountingProxy proxy;
  private Lockkeeper lockkeeper;

  @BeforeEach
  void prepare() throws IOException {
    scene = new Scene(path);
    proxy = new CountingProxy(TempPostgres.shared().port());
    lockkeeper = scene.builder().address(proxy.of(scene.address())).build();
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
  }

  @Test
  @DisplayName("B7: a thousand fresh migrations take at most 0.1 turns each and 20 a run")
  void inBulk() {
    scene.folder().tables(1, 1000);
    assertThat(lockkeeper.up().migrations()).hasSize(1000);
    int connections = proxy.connections();
    int turns = proxy.takeTurns();
    System.out.println(
        "turns: fresh 1000 migrations " + turns + " on " + connections + " connections");
    assertThat(turns).isLessThanOrEqualTo(100 + 20);
    assertThat(connections).isLessThanOrEqualTo(2);

    assertThat(lockkeeper.up().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    connections = proxy.connections();
    turns = proxy.takeTurns();
    System.out.println("turns: nothing to do " + turns);
    assertThat(turns).isLessThanOrEqualTo(7);
    assertThat(connections).isEqualTo(1);
  }

  @Test
  void factsCostTwoTurns() {
    scene.folder().tables(1, 1);
    lockkeeper.up();
    proxy.takeTurns();
    scene.folder().tables(2, 1);
    lockkeeper.up();
    int without = proxy.takeTurns();
    scene.folder().tables(3, 1);
    Lockkeeper curious =
        scene.builder(settings -> settings.facts(true)).address(proxy.of(scene.address())).build();
    curious.up();
    int with = proxy.takeTurns();
    System.out.println("turns: one migration " + without + ", with facts " + with);
    // One before and one after; the proxy may count one more where two answers come apart.
    assertThat(with).isBetween(without + 1, without + 4);
    assertThat(curious.up().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    assertThat(proxy.takeTurns()).isLessThanOrEqualTo(7);
  }

  @Test
  void stepByStep() {
    scene.folder().tables(1, 1);
    lockkeeper.up();
    proxy.takeTurns();
    int statements = 0;
    for (int i = 1; i <= 20; i++) {
      StringBuilder up = new StringBuilder();
      for (int column = 0; column < i % 4 + 1; column++) {
        up.append("ALTER TABLE t_00001 ADD COLUMN c%d_%d int;\n".formatted(i, column));
        statements++;
      }
      scene.folder().file("2026020100%04d_alter.up.sql".formatted(i), up.toString());
    }
    assertThat(lockkeeper.up().migrations()).hasSize(20);
    int turns = proxy.takeTurns();
    System.out.println(
        "turns: step by step " + turns + " for 20 migrations of " + statements + " statements");
    assertThat(turns).isLessThanOrEqualTo(statements + 2 * 20 + 20);
  }
}
