package dev.lockkeeper.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunListener;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code CREATE INDEX CONCURRENTLY} waits for every snapshot that is older than the index. Runners
 * that wait for the lock must hold none, or the two wait for each other.
 */
class IndexBuildWithContendersIT {
  private static final int CONTENDERS = 8;
  private static final long POLLING_MILLIS = 1_500;

  private final TempPostgres server = TempPostgres.shared();
  @TempDir Path folder;

  @Test
  void finishesWhileOthersWaitForTheLock() throws Exception {
    String database = server.newDatabase();
    DatabaseAddress address = server.address(database);
    Scripts scripts =
        new Scripts()
            .add("CREATE TABLE t (n int);", "INSERT INTO t SELECT generate_series(1, 1000);")
            .add("CREATE INDEX CONCURRENTLY t_n ON t (n);");
    scripts.write(folder, 1);
    up(address, RunListener.NONE);
    scripts.write(folder, 2);

    CountDownLatch waiting = new CountDownLatch(CONTENDERS);
    Bounded<RunReport> builder;
    List<Bounded<RunReport>> contenders = new ArrayList<>();
    try (Connection writer = server.connect(database);
        Statement statement = writer.createStatement()) {
      writer.setAutoCommit(false);
      statement.execute("INSERT INTO t VALUES (0)");
      CountDownLatch building = new CountDownLatch(1);
      builder = Bounded.start(() -> up(address, event -> countDown(building, event)));
      assertThat(building.await(30, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < CONTENDERS; i++) {
        contenders.add(Bounded.start(() -> up(address, event -> countDown(waiting, event))));
      }
      assertThat(waiting.await(30, TimeUnit.SECONDS)).isTrue();
      Thread.sleep(POLLING_MILLIS);
      assertThat(builder.hasEnded()).isFalse();
      writer.commit();
    }

    assertThat(builder.await().outcome()).isEqualTo(Outcome.SUCCEEDED);
    for (Bounded<RunReport> contender : contenders) {
      assertThat(contender.await().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    }
    assertThat(SchemaDump.schema(server, database))
        .anyMatch(line -> line.contains("INDEX t_n"))
        .noneMatch(line -> line.startsWith("invalid"));
  }

  private static void countDown(CountDownLatch latch, RunEvent event) {
    if (event instanceof RunEvent.MigrationStarted || event instanceof RunEvent.WaitingForLock) {
      latch.countDown();
    }
  }

  private RunReport up(DatabaseAddress address, RunListener listener) {
    return Lockkeeper.builder()
        .address(address)
        .folder(folder.toString())
        .settings(Temper.PLAIN.settings())
        .listener(listener)
        .build()
        .up(UpRequest.ALL);
  }
}
