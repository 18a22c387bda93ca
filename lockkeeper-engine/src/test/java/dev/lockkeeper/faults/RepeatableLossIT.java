package dev.lockkeeper.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.run.MigrationResult;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.FaultProxy;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.Moment;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A repeatable script that has changed, when the connection is lost: the row of its last time
 * stands in the ledger, and must not be taken for the new one.
 */
@EnabledIfSystemProperty(named = "suites", matches = "full")
class RepeatableLossIT {
  private final TempPostgres server = TempPostgres.shared();
  private final String database = server.newDatabase();
  @TempDir Path folder;

  @BeforeEach
  void applyTheFirstText() {
    new MigrationFolder(folder).file("V1__a.sql", "CREATE TABLE a (id int);");
    write("b", "first");
    write("c", "first");
    assertThat(up(server.address(database)).outcome()).isEqualTo(Outcome.SUCCEEDED);
    write("b", "second");
    write("c", "second");
  }

  private void write(String name, String text) {
    new MigrationFolder(folder)
        .file(
            "R__" + name + ".sql",
            "CREATE OR REPLACE VIEW " + name + " AS SELECT '" + text + "'::text AS text;");
  }

  @Test
  void theLastAnswerIsReadFromTheLedger() throws SQLException {
    try (FaultProxy proxy = FaultProxy.to(server.port())) {
      proxy.at(new Moment(Moment.Event.COMMITTED, 2), 1, proxy::cut);
      RunReport report = up(proxy.address(database));
      assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
      assertThat(report.migrations())
          .extracting(MigrationResult::version)
          .containsExactly("R__b", "R__c");
    }
    assertThat(value("SELECT b.text || c.text FROM b, c")).isEqualTo("secondsecond");
    assertThat(up(server.address(database)).outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
  }

  static Stream<Arguments> losses() {
    return IntStream.rangeClosed(1, 9)
        .boxed()
        .flatMap(
            request ->
                Stream.of(
                    loss("cut", request, FaultProxy::cut),
                    loss("answers swallowed", request, FaultProxy::swallowAnswers)));
  }

  private static Arguments loss(String name, int request, Consumer<FaultProxy> fault) {
    return Arguments.of(name, request, fault);
  }

  @ParameterizedTest(name = "{0} at request {1}")
  @MethodSource("losses")
  void theReportSaysWhatTheDatabaseHas(String name, int request, Consumer<FaultProxy> fault)
      throws SQLException {
    try (FaultProxy proxy = FaultProxy.to(server.port())) {
      proxy.at(new Moment(Moment.Event.REQUEST, request), 1, () -> fault.accept(proxy));
      try {
        up(proxy.address(database));
        assertThat(second()).as(name).isEqualTo(2);
      } catch (LockkeeperException e) {
        assertThat(e.code()).isIn(ErrorCode.CONNECTION_LOST, ErrorCode.UNREACHABLE);
        String state = e.databaseState().orElse("");
        if (state.contains(" of 2 migrations")) {
          assertThat(state).contains(second() + " of 2 migrations of this run are in the ledger");
        }
      }
    }
    up(server.address(database));
    assertThat(second()).isEqualTo(2);
    assertThat(value("SELECT count(*) FROM lockkeeper.event WHERE version LIKE 'R%'"))
        .as("each text once")
        .isEqualTo("4");
  }

  /** How many of the two scripts are there with their second text. */
  private int second() throws SQLException {
    return Integer.parseInt(
        value("SELECT count(*) FROM (TABLE b UNION ALL TABLE c) v WHERE text = 'second'"));
  }

  private String value(String sql) throws SQLException {
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private RunReport up(DatabaseAddress address) {
    return Lockkeeper.builder()
        .address(address)
        .folder(folder.toString())
        .settings(Temper.IMPATIENT.settings())
        .build()
        .up();
  }
}
