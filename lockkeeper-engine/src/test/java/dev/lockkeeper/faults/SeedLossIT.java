package dev.lockkeeper.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.ledger.RunRecord;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.source.DiskFolder;
import dev.lockkeeper.testing.FaultProxy;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.Moment;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run of data scripts that loses its connection says how far it came, and has an end. */
class SeedLossIT {
  /** Its own commits: that of the ledger, then one of each script. */
  private static final Moment FIRST_SCRIPT_COMMITTED = new Moment(Moment.Event.COMMITTED, 2);

  private static final Moment LAST_SCRIPT_COMMITTED = new Moment(Moment.Event.COMMITTED, 4);

  private final TempPostgres server = TempPostgres.shared();
  private final String database = server.newDatabase();
  private final List<RunReport> reports = new ArrayList<>();
  @TempDir Path folder;

  @BeforeEach
  void write() {
    new MigrationFolder(folder)
        .file("1.sql", "CREATE TABLE one (n int);")
        .file("2.sql", "CREATE TABLE two (n int);")
        .file("3.sql", "CREATE TABLE three (n int);");
  }

  static Stream<Arguments> faults() {
    return Stream.of(fault("cut", FaultProxy::cut), fault("swallow", FaultProxy::swallowAnswers));
  }

  private static Arguments fault(String name, Consumer<FaultProxy> fault) {
    return Arguments.of(name, fault);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void countsTheScriptWhoseAnswerWasLost(String name, Consumer<FaultProxy> fault) {
    try (FaultProxy proxy = FaultProxy.to(server.port())) {
      proxy.at(FIRST_SCRIPT_COMMITTED, 1, () -> fault.accept(proxy));

      LockkeeperException failure =
          catchThrowableOfType(LockkeeperException.class, () -> seed(proxy.address(database)));

      assertThat(failure.code()).as(name).isEqualTo(ErrorCode.CONNECTION_LOST);
      assertThat(failure.databaseState().orElse(""))
          .contains("1 of 3 data scripts of this run are done", "2.sql was rolled back");
    }
    assertThat(reports)
        .singleElement()
        .satisfies(
            report -> {
              assertThat(report.runId()).isEqualTo(lastRun().runId());
              assertThat(report.action()).isEqualTo("seed");
              assertThat(report.migrations())
                  .extracting(m -> m.outcome())
                  .containsExactly("seeded");
            });
    assertThat(lastRun().outcome()).isEqualTo("unreachable");
  }

  @Test
  void succeedsIfOnlyTheLastAnswerWasLost() {
    try (FaultProxy proxy = FaultProxy.to(server.port())) {
      proxy.at(LAST_SCRIPT_COMMITTED, 1, proxy::cut);

      RunReport report = seed(proxy.address(database));

      assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(report.migrations()).hasSize(3);
    }
    assertThat(lastRun().outcome()).isEqualTo("succeeded");
  }

  private RunReport seed(DatabaseAddress address) {
    return lockkeeper(address).seed(new DiskFolder(folder, "seeds"));
  }

  private RunRecord lastRun() {
    return lockkeeper(server.address(database)).history(1).get(0);
  }

  private Lockkeeper lockkeeper(DatabaseAddress address) {
    return Lockkeeper.builder()
        .address(address)
        .folder(folder.toString())
        .settings(Temper.IMPATIENT.settings())
        .listener(
            event -> {
              if (event instanceof RunEvent.Finished finished) {
                reports.add(finished.report());
              }
            })
        .build();
  }
}
