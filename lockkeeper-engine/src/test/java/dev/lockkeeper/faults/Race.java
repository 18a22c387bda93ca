package dev.lockkeeper.faults;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;

/** Many runners of one database, each with its own {@link Lockkeeper}, that start at one moment. */
final class Race {
  private final DatabaseAddress address;
  private final List<Runner> runners = new ArrayList<>();

  private record Runner(String project, Path folder) {}

  Race(DatabaseAddress address) {
    this.address = address;
  }

  /** Adds runners of a project. */
  Race with(int count, String project, Path folder) {
    for (int i = 0; i < count; i++) {
      runners.add(new Runner(project, folder));
    }
    return this;
  }

  /** Lets them all run; the reports, in no order. An exception of any of them is thrown. */
  List<RunReport> run() throws Exception {
    CyclicBarrier start = new CyclicBarrier(runners.size());
    List<Bounded<RunReport>> running = new ArrayList<>();
    for (Runner runner : runners) {
      running.add(
          Bounded.start(
              () -> {
                Lockkeeper lockkeeper = lockkeeper(runner);
                start.await();
                return lockkeeper.up(UpRequest.ALL);
              }));
    }
    List<RunReport> reports = new ArrayList<>();
    for (Bounded<RunReport> run : running) {
      reports.add(run.await());
    }
    return reports;
  }

  private Lockkeeper lockkeeper(Runner runner) {
    return Lockkeeper.builder()
        .address(address)
        .folder(runner.folder().toString())
        .settings(
            Settings.builder().project(runner.project()).lockWait(Duration.ofSeconds(45)).build())
        .build();
  }
}
