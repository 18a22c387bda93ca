package dev.lockkeeper.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a test's own server cannot show, judged from facts. */
class LiveJudgementTest {
  private int version = 180006;
  private boolean isEncrypted = true;
  private Duration clockAhead = Duration.ZERO;
  private LiveFacts.Pooler pooler = LiveFacts.Pooler.NONE;
  private LiveFacts.Connections connections = new LiveFacts.Connections(100, 3, 10, -1);
  private LiveFacts.Freezing freezing = new LiveFacts.Freezing(List.of(), 5, 200_000_000);

  @Test
  void goodFactsGiveNothingButOk() {
    assertThat(judged(false)).extracting(Diagnosis::severity).containsOnly(Severity.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "130012, PROBLEM",
    "140000, WARNING",
    "140003, WARNING",
    "140004, OK",
    "180006, OK",
    "190000, INFO"
  })
  void versions(int number, Severity severity) {
    version = number;
    assertThat(severity("live.version", false)).isEqualTo(severity);
  }

  @Test
  void plainConnectionIsWarnedOfUnlessItStaysOnThisMachine() {
    isEncrypted = false;
    assertThat(severity("live.tls", false)).isEqualTo(Severity.WARNING);
    assertThat(severity("live.tls", true)).isEqualTo(Severity.OK);
  }

  @ParameterizedTest
  @CsvSource({"4900, OK", "-4900, OK", "5200, WARNING", "-5200, WARNING"})
  void clocksMayDifferALittle(long millis, Severity severity) {
    clockAhead = Duration.ofMillis(millis);
    assertThat(severity("live.clock", false)).isEqualTo(severity);
  }

  @ParameterizedTest
  @CsvSource({"NONE, OK", "SESSION, INFO", "SHARED, PROBLEM"})
  void poolers(LiveFacts.Pooler kind, Severity severity) {
    pooler = kind;
    assertThat(severity("live.pooler", false)).isEqualTo(severity);
  }

  @ParameterizedTest
  @CsvSource({"10, OK", "87, OK", "88, WARNING", "94, WARNING", "95, PROBLEM"})
  void connectionsInUse(int used, Severity severity) {
    connections = new LiveFacts.Connections(100, 3, used, -1);
    assertThat(severity("live.connections", false)).isEqualTo(severity);
  }

  @Test
  void roleWithTooFewConnectionsIsAProblem() {
    connections = new LiveFacts.Connections(100, 3, 10, 1);
    assertThat(judged(false)).extracting(Diagnosis::severity).contains(Severity.PROBLEM);
  }

  @Test
  void vacuumAgainstWraparoundIsNamedByItsProcess() {
    freezing = new LiveFacts.Freezing(List.of(4711), 200_000_001, 200_000_000);
    assertThat(judged(false))
        .filteredOn(d -> d.id().equals("live.wraparound"))
        .singleElement()
        .satisfies(d -> assertThat(d.message()).contains("4711"));

    freezing = new LiveFacts.Freezing(List.of(), 200_000_001, 200_000_000);
    assertThat(severity("live.wraparound", false)).isEqualTo(Severity.INFO);
  }

  private Severity severity(String id, boolean isLocal) {
    return judged(isLocal).stream()
        .filter(d -> d.id().equals(id))
        .findFirst()
        .orElseThrow()
        .severity();
  }

  private List<Diagnosis> judged(boolean isLocal) {
    LiveFacts facts =
        new LiveFacts(
            new LiveFacts.Server(version, "x", false, false, "migrator", false, List.of()),
            connections,
            isEncrypted,
            clockAhead,
            Duration.ofMillis(100),
            pooler,
            Optional.of("public"),
            true,
            0,
            List.of(),
            List.of(),
            true,
            freezing);
    Diagnoses diagnoses = new Diagnoses();
    new LiveJudgement(facts, isLocal, diagnoses).all();
    return diagnoses.list();
  }
}
