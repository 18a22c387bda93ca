package dev.lockkeeper.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** However many runners start at one moment, each migration is applied once, and nobody fails. */
class RaceIT {
  private static final int RUNNERS = 64;
  private static final int EARLIER = 3;

  private final TempPostgres server = TempPostgres.shared();
  @TempDir Path home;

  @Test
  void manyRunnersOnAnEmptyDatabase() throws Exception {
    Scripts scripts = scripts("r");
    Path folder = folder("all", scripts, scripts.size());
    String database = server.newDatabase();

    List<RunReport> reports =
        new Race(server.address(database)).with(RUNNERS, "default", folder).run();

    assertAppliedOnce(reports, scripts.size());
    assertThat(SchemaDump.ledger(server, database))
        .isEqualTo(SchemaDump.appliedOnce("default", scripts.versions()));
    assertThat(SchemaDump.schema(server, database)).isEqualTo(undisturbed(folder));
    tell("empty database", reports);
  }

  @Test
  void manyRunnersOnADatabaseWithALedger() throws Exception {
    Scripts scripts = scripts("r");
    Path folder = folder("all", scripts, scripts.size());
    String database = server.newDatabase();
    new Race(server.address(database)).with(1, "default", folder("early", scripts, EARLIER)).run();

    List<RunReport> reports =
        new Race(server.address(database)).with(RUNNERS, "default", folder).run();

    assertAppliedOnce(reports, scripts.size() - EARLIER);
    assertThat(SchemaDump.ledger(server, database))
        .isEqualTo(SchemaDump.appliedOnce("default", scripts.versions()));
    assertThat(SchemaDump.schema(server, database)).isEqualTo(undisturbed(folder));
    tell("database with a ledger", reports);
  }

  @Test
  void runnersOfTwoProjectsInOneDatabase() throws Exception {
    Scripts left = scripts("l");
    Scripts right = scripts("r");
    String database = server.newDatabase();

    List<RunReport> reports =
        new Race(server.address(database))
            .with(RUNNERS / 2, "left", folder("left", left, left.size()))
            .with(RUNNERS / 2, "right", folder("right", right, right.size()))
            .run();

    assertAppliedOnce(reports, left.size() + right.size());
    List<String> both = new ArrayList<>(SchemaDump.appliedOnce("left", left.versions()));
    both.addAll(SchemaDump.appliedOnce("right", right.versions()));
    assertThat(SchemaDump.ledger(server, database)).isEqualTo(both);
    tell("two projects", reports);
  }

  @Test
  @EnabledIfSystemProperty(named = "suites", matches = "full")
  void manyProcessesOnAnEmptyDatabase() throws Exception {
    Scripts scripts = scripts("r");
    Path folder = folder("all", scripts, scripts.size());
    String database = server.newDatabase();
    String url = "postgres://postgres@127.0.0.1:" + server.port() + "/" + database;
    List<RunnerProcess> processes = new ArrayList<>();
    List<Ending> endings = new ArrayList<>();
    try {
      for (int i = 0; i < RUNNERS; i++) {
        processes.add(RunnerProcess.start(url, folder, Temper.PLAIN));
      }
      for (RunnerProcess process : processes) {
        process.awaitReady();
      }
      for (RunnerProcess process : processes) {
        process.go();
      }
      for (RunnerProcess process : processes) {
        endings.add(process.await().orElseThrow());
      }
    } finally {
      processes.forEach(RunnerProcess::close);
    }
    assertThat(endings).allMatch(ending -> ending.kind() == Ending.Kind.SUCCESS);
    assertThat(SchemaDump.ledger(server, database))
        .isEqualTo(SchemaDump.appliedOnce("default", scripts.versions()));
    assertThat(SchemaDump.schema(server, database)).isEqualTo(undisturbed(folder));
    System.out.println(
        "race suite, processes: " + endings.size() + " of " + RUNNERS + " ended well");
  }

  /** What one runner alone leaves. */
  private List<String> undisturbed(Path folder) throws Exception {
    String database = server.newDatabase();
    new Race(server.address(database)).with(1, "default", folder).run();
    return SchemaDump.schema(server, database);
  }

  private static void assertAppliedOnce(List<RunReport> reports, int pending) {
    assertThat(reports)
        .allMatch(
            report ->
                report.migrations().isEmpty()
                    ? report.outcome() == Outcome.NOTHING_TO_DO
                    : report.outcome() == Outcome.SUCCEEDED);
    assertThat(reports.stream().mapToInt(report -> report.migrations().size()).sum())
        .isEqualTo(pending);
  }

  private static void tell(String where, List<RunReport> reports) {
    long acted = reports.stream().filter(r -> r.outcome() == Outcome.SUCCEEDED).count();
    System.out.println(
        "race suite, "
            + where
            + ": "
            + reports.size()
            + " of "
            + reports.size()
            + " ended well, "
            + acted
            + " of them applied something");
  }

  private Path folder(String name, Scripts scripts, int count) throws Exception {
    Path folder = Files.createDirectories(home.resolve(name));
    scripts.write(folder, count);
    return folder;
  }

  /** Some that go in bulk, some step by step, some outside a transaction, some mixed. */
  private static Scripts scripts(String prefix) {
    Scripts scripts = new Scripts();
    for (int i = 1; i <= 14; i++) {
      scripts.add(
          "CREATE TABLE %s%d (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text);"
              .formatted(prefix, i),
          "INSERT INTO %s%d (name) VALUES ('one');".formatted(prefix, i));
    }
    return scripts
        .add("DO $$ BEGIN INSERT INTO %s1 (name) SELECT 'two'; END $$;".formatted(prefix))
        .add("CREATE INDEX CONCURRENTLY %s1_name ON %s1 (name);".formatted(prefix, prefix))
        .add(
            "INSERT INTO %s2 (name) VALUES ('mixed');".formatted(prefix),
            "CREATE INDEX CONCURRENTLY ON %s2 (name);".formatted(prefix),
            "ALTER TABLE %s2 ADD COLUMN more int NOT NULL DEFAULT 1;".formatted(prefix))
        .add("ALTER TABLE %s3 ADD COLUMN more int;".formatted(prefix));
  }
}
