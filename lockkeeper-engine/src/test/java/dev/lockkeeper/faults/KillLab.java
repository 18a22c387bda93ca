package dev.lockkeeper.faults;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.FaultProxy;
import dev.lockkeeper.testing.Moment;
import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A server that may be killed, the folders of the workloads, and what undisturbed runs leave. */
final class KillLab implements AutoCloseable {
  private final TempPostgres server;
  private final Map<Workload, Undisturbed> undisturbed = new EnumMap<>(Workload.class);

  /**
   * An undisturbed run.
   *
   * @param folder its migrations
   * @param template the database before it
   * @param schema what it leaves
   * @param ledger what the ledger says then
   * @param counts how often each event happened
   */
  record Undisturbed(
      Path folder,
      String template,
      List<String> schema,
      List<String> ledger,
      Map<Moment.Event, Integer> counts) {}

  KillLab(Path home) throws IOException, SQLException {
    server = TempPostgres.start(Map.of("autovacuum", "off", "max_connections", "50"));
    for (Workload workload : Workload.values()) {
      undisturbed.put(workload, prepare(workload, home.resolve(workload.name())));
    }
  }

  TempPostgres server() {
    return server;
  }

  Undisturbed undisturbed(Workload workload) {
    return Objects.requireNonNull(undisturbed.get(workload));
  }

  /** A new database as it is before the workload's run. */
  String newDatabase(Workload workload) {
    return copy(undisturbed(workload).template());
  }

  void drop(String database) {
    server.execute("postgres", "DROP DATABASE " + database + " WITH (FORCE)");
  }

  private Undisturbed prepare(Workload workload, Path home) throws IOException, SQLException {
    Path all = Files.createDirectories(home.resolve("all"));
    Scripts scripts = workload.scripts();
    scripts.write(all, scripts.size());
    String template = server.newDatabase();
    if (workload.applied() > 0) {
      Path before = Files.createDirectories(home.resolve("before"));
      scripts.write(before, workload.applied());
      up(server.address(template), before);
    }
    String database = copy(template);
    Map<Moment.Event, Integer> counts = run(database, all);
    return new Undisturbed(
        all,
        template,
        SchemaDump.schema(server, database),
        SchemaDump.appliedOnce("default", scripts.versions()),
        counts);
  }

  /** Runs through a proxy that only counts. */
  private Map<Moment.Event, Integer> run(String database, Path folder) {
    try (FaultProxy proxy = FaultProxy.to(server.port())) {
      long begun = System.nanoTime();
      up(proxy.address(database), folder);
      Map<Moment.Event, Integer> counts = new EnumMap<>(Moment.Event.class);
      for (Moment.Event event : Moment.Event.values()) {
        counts.put(event, proxy.count(event));
      }
      counts.put(Moment.Event.MILLISECOND, (int) ((System.nanoTime() - begun) / 1_000_000));
      return counts;
    }
  }

  private static void up(DatabaseAddress address, Path folder) {
    Lockkeeper.builder().address(address).folder(folder.toString()).build().up(UpRequest.ALL);
  }

  /**
   * Copies files: a copy over the write-ahead log takes over that the next values of a sequence are
   * logged already, and a server that is killed then would give them out twice.
   */
  private String copy(String template) {
    String name = template + "_" + System.nanoTime();
    server.execute(
        "postgres", "CREATE DATABASE " + name + " STRATEGY FILE_COPY TEMPLATE " + template);
    return name;
  }

  @Override
  public void close() {
    server.close();
  }
}
