package dev.lockkeeper.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.Moment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Kills runners, servers and networks at many moments. After each, a plain {@code up} must finish,
 * with the schema, the data and the ledger of an undisturbed run. {@code -Dfaults.seed=…} repeats
 * the choices of an earlier run, {@code -Dfaults.point=…} plays one point only.
 */
class KillIT {
  private static final int TRIES = 5;
  private static final long SEED = Suite.seed();
  private static final Map<String, Integer> ENDINGS = new TreeMap<>();
  private static int played;
  private static int finished;

  @TempDir static Path home;
  private static KillLab lab;

  @BeforeAll
  static void prepare() throws Exception {
    System.out.println("kill suite: seed " + SEED);
    lab = new KillLab(home);
  }

  @AfterAll
  static void tell() {
    lab.close();
    System.out.println("kill suite: " + finished + " of " + played + " finished, " + ENDINGS);
  }

  static Stream<KillPoint> points() {
    int only = Integer.getInteger("faults.point", 0);
    List<KillPoint> points = Suite.isFull() || only > 0 ? KillPoint.all() : KillPoint.sample();
    return points.stream().filter(point -> only == 0 || point.number() == only);
  }

  @ParameterizedTest
  @MethodSource("points")
  void aPlainUpFinishesAfter(KillPoint point) throws Exception {
    played++;
    SplittableRandom random = new SplittableRandom(SEED * 1_000 + point.number());
    int most = lab.undisturbed(point.workload()).counts().getOrDefault(point.event(), 0);
    assertThat(most).isPositive();
    for (int attempt = 0; attempt < TRIES; attempt++) {
      Moment moment = new Moment(point.event(), 1 + random.nextInt(Math.max(1, most >> attempt)));
      Ending ending = playAt(point, moment);
      if (ending != null) {
        finished++;
        ENDINGS.merge(ending.kind().name(), 1, Integer::sum);
        return;
      }
    }
    throw new AssertionError("the run always ended before its moment: " + point);
  }

  private static @Nullable Ending playAt(KillPoint point, Moment moment) throws Exception {
    String what = point + " " + moment.number() + ", seed " + SEED;
    long begun = System.nanoTime();
    try {
      Ending ending = KillRun.play(lab, point, moment);
      long millis = (System.nanoTime() - begun) / 1_000_000;
      System.out.println(what + ", " + millis + " ms: " + ending);
      return ending;
    } catch (AssertionError | Exception e) {
      System.out.println(what + " FAILED: " + e);
      throw e;
    }
  }

  @Test
  void smallMigrationsTravelInBulk() {
    int requests = lab.undisturbed(Workload.BULK).counts().getOrDefault(Moment.Event.REQUEST, 0);
    assertThat(requests).isLessThan(Workload.BULK.scripts().size());
  }
}
