package dev.lockkeeper.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.migration.Applied;
import dev.lockkeeper.migration.Catalog;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.History;
import dev.lockkeeper.migration.Migration;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every plan; the worlds are random, and each has its seed as its name. */
class PlanPropertiesTest {

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  /** A random project and database. */
  private record World(Catalog catalog, History history, UpRequest request) {

    static World of(int seed) {
      Random random = new Random(seed);
      List<Migration> migrations = new ArrayList<>();
      List<Applied> rows = new ArrayList<>();
      int batch = 1;
      for (String version : versions(random)) {
        Phase phase = Phase.values()[random.nextInt(3)];
        Migration migration = Model.file(version).phase(phase).migration();
        migrations.add(migration);
        if (random.nextInt(3) == 0) {
          batch += random.nextInt(2);
          rows.add(Model.row(migration, batch, rows.size() + 1L, ""));
        }
      }
      Collections.shuffle(migrations, random);
      return new World(
          Model.catalog(migrations),
          new History(rows, true, Map.of("other", 3)),
          request(random, migrations));
    }

    private static Set<String> versions(Random random) {
      Set<String> versions = new LinkedHashSet<>();
      int count = 1 + random.nextInt(40);
      while (versions.size() < count) {
        String version = Integer.toString(1 + random.nextInt(500));
        versions.add(random.nextInt(4) == 0 ? version + "." + random.nextInt(12) : version);
      }
      return versions;
    }

    private static UpRequest request(Random random, List<Migration> migrations) {
      EnumSet<Phase> phases = EnumSet.of(Phase.values()[random.nextInt(3)]);
      if (random.nextBoolean()) {
        phases = EnumSet.allOf(Phase.class);
      }
      Optional<Version> to =
          random.nextInt(3) == 0
              ? Optional.of(migrations.get(random.nextInt(migrations.size())).version())
              : Optional.empty();
      OptionalInt steps =
          random.nextInt(3) == 0 ? OptionalInt.of(random.nextInt(10)) : OptionalInt.empty();
      return new UpRequest(phases, to, steps, false);
    }

    Plan up() {
      return new Planner(catalog, Model.LENIENT).up(history, request);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theSameInputsGiveTheSamePlanAndStayAsTheyWere(int seed) {
    World world = World.of(seed);
    List<Applied> rows = world.history().all();
    List<Migration> files = List.copyOf(world.catalog().all());
    Plan first = world.up();
    assertThat(world.up()).isEqualTo(first);
    assertThat(World.of(seed).up().hash()).isEqualTo(first.hash());
    assertThat(world.history().all()).isEqualTo(rows);
    assertThat(world.catalog().all()).containsExactlyElementsOf(files);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void afterAnUpNothingOfItsKindIsLeft(int seed) {
    World world = World.of(seed);
    UpRequest unlimited =
        new UpRequest(world.request().phases(), world.request().to(), OptionalInt.empty(), false);
    Planner planner = new Planner(world.catalog(), Model.LENIENT);
    Plan plan = planner.up(world.history(), unlimited);
    assertThat(planner.up(Model.after(world.history(), plan), unlimited).isEmpty()).isTrue();
    assertThat(plan.steps())
        .isSortedAccordingTo((a, b) -> a.migration().version().compareTo(b.migration().version()));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void downAfterUpLeadsBack(int seed) {
    World world = World.of(seed);
    Planner planner = new Planner(world.catalog(), Model.LENIENT);
    Plan up = world.up();
    History after = Model.after(world.history(), up);
    Plan down =
        up.isEmpty()
            ? planner.down(after, new DownRequest.Steps(0))
            : planner.down(after, new DownRequest.LastBatch());
    assertThat(down.problems()).isEmpty();
    assertThat(Model.after(after, down).all()).isEqualTo(world.history().all());
    List<Migration> there = up.steps().stream().map(Step::migration).toList();
    List<Migration> back = new ArrayList<>(down.steps().stream().map(Step::migration).toList());
    Collections.reverse(back);
    assertThat(back).isEqualTo(there);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyMigrationIsInOneStateOnly(int seed) {
    World world = World.of(seed);
    UpRequest all = UpRequest.ALL;
    Plan plan = new Planner(world.catalog(), Model.LENIENT).up(world.history(), all);
    assertThat(plan.steps().size() + world.history().all().size())
        .isEqualTo(world.catalog().size());
    assertThat(plan.otherPhases()).isEmpty();
    assertThat(plan.steps()).allMatch(step -> step.direction() == Direction.UP);
  }
}
