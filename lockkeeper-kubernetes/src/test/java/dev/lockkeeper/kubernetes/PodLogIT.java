package dev.lockkeeper.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads logs piece by piece from an API that knows seconds only. */
@Timeout(60)
class PodLogIT {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00.100000000Z");
  private static final Instant LATER = Instant.parse("2026-01-01T00:00:00.900000001Z");

  private ClusterSimulation cluster;
  private KubernetesClient client;
  private PodLog log;
  private final TestWatch watch = new TestWatch();

  @BeforeEach
  void start() {
    cluster = ClusterSimulation.start();
    client = cluster.client("gate");
    log = new PodLog(new Api(client, ClusterSimulation.NAMESPACE), "a");
  }

  @AfterEach
  void stop() {
    client.close();
    cluster.close();
  }

  @Test
  void linesOfTheSameInstantComeOnce() {
    for (String line : List.of("one", "one", "two")) {
      cluster.logs().add("a", FIRST, line);
      log.read(watch, false);
      log.read(watch, false);
    }
    cluster.logs().add("a", LATER, "three");
    log.read(watch, true);
    assertThat(watch.lines).containsExactly("one", "one", "two", "three");
  }

  @Test
  void aContainerThatDoesNotRunYetHasNoLines() {
    log.read(watch, false);
    cluster.logs().add("a", FIRST, "one");
    log.read(watch, false);
    assertThat(watch.lines).containsExactly("one");
    assertThat(watch.said).isEmpty();
  }

  @Test
  void moreThanAPieceInOneSecondIsReadToItsEnd() {
    List<String> lines = new ArrayList<>();
    for (int line = 0; line < 30_000; line++) {
      lines.add("line " + line + " " + "x".repeat(100));
      cluster.logs().add("a", FIRST.plusNanos(line), lines.get(line));
    }
    log.read(watch, false);
    assertThat(watch.lines).isEqualTo(lines);
  }

  @Test
  void aLineWithoutEndIsCut() {
    cluster.logs().add("a", FIRST, "x".repeat(100_000));
    log.read(watch, false);
    assertThat(watch.lines.get(0)).hasSizeLessThan(40_000).endsWith("…");
  }
}
