package dev.lockkeeper.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.FaultProxy;
import dev.lockkeeper.testing.Moment;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A bulk message of which a part is committed when the run is disturbed: one of its tables waits
 * for an outsider that has made one of the same name and has not committed.
 */
class BulkLossIT {
  private static final int BLOCKED = 12;

  private final TempPostgres server = TempPostgres.shared();
  private final Scripts scripts = Workload.BULK.scripts();
  private final String database = server.newDatabase();
  @TempDir Path folder;

  @BeforeEach
  void write() {
    scripts.write(folder, scripts.size());
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("cut", FaultProxy::cut, "11 of 24"),
        fault("reset", FaultProxy::reset, "11 of 24"),
        fault("swallowed requests", FaultProxy::swallowRequests, "11 of 24"),
        fault("swallowed answers", FaultProxy::swallowAnswers, "succeeded"));
  }

  private static Arguments fault(String name, Consumer<FaultProxy> fault, String ending) {
    return Arguments.of(name, fault, ending);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void isReportedAsFarAsItIsCommitted(String name, Consumer<FaultProxy> fault, String expected)
      throws Exception {
    try (FaultProxy proxy = FaultProxy.to(server.port());
        Connection outsider = server.connect(database)) {
      proxy.at(Moment.never(), 1, () -> {});
      block(outsider);
      Bounded<Ending> run = Bounded.start(() -> up(proxy.address(database)));
      awaitCommitted(BLOCKED - 1);
      fault.accept(proxy);
      if (expected.equals("succeeded")) {
        outsider.rollback();
      }

      Ending ending = run.await();

      outsider.rollback();
      assertThat(ending.text()).as(name).contains(expected);
    }
    assertThat(up(server.address(database)).kind()).isEqualTo(Ending.Kind.SUCCESS);
    assertAllApplied();
  }

  @Test
  void goesOnStepByStepAfterALockTimeout() throws Exception {
    try (Connection outsider = server.connect(database)) {
      block(outsider);
      Bounded<Ending> run = Bounded.start(() -> up(server.address(database)));
      awaitCommitted(BLOCKED - 1);
      Thread.sleep(1_200);
      assertThat(run.hasEnded()).isFalse();
      outsider.rollback();

      assertThat(run.await().kind()).isEqualTo(Ending.Kind.SUCCESS);
    }
    assertAllApplied();
  }

  private static void block(Connection outsider) throws SQLException {
    outsider.setAutoCommit(false);
    try (Statement statement = outsider.createStatement()) {
      statement.execute("CREATE TABLE b" + BLOCKED + " (id int)");
    }
  }

  private void awaitCommitted(int count) throws Exception {
    long deadline = System.nanoTime() + Suite.BOUND.toNanos();
    while (SchemaDump.ledger(server, database).size() < count) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  private void assertAllApplied() throws SQLException {
    assertThat(SchemaDump.ledger(server, database))
        .isEqualTo(SchemaDump.appliedOnce("default", scripts.versions()));
  }

  private Ending up(DatabaseAddress address) {
    try {
      return Ending.of(
          Lockkeeper.builder()
              .address(address)
              .folder(folder.toString())
              .settings(Temper.IMPATIENT.settings())
              .build()
              .up(UpRequest.ALL));
    } catch (RuntimeException e) {
      return Ending.of(e);
    }
  }
}
