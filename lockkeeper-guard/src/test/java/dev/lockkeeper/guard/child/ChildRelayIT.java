package dev.lockkeeper.guard.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.guard.relay.Relay;
import dev.lockkeeper.guard.relay.RelayOptions;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.TempPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs find the database with what they are given, and with nothing else. */
class ChildRelayIT {
  private static final boolean REQUIRED = "required".equals(System.getProperty("tools"));

  @TempDir Path folder;

  private static Relay relay(DatabaseAddress server) {
    return Relay.start(
        server, Duration.ofSeconds(10), new RelayOptions(0, Optional.empty()), line -> {});
  }

  private static ChildEnvironment environment(
      Map<String, String> inherited, Relay relay, DatabaseAddress server) {
    return ChildEnvironment.of(
        inherited,
        relay.address(),
        Map.of("MY_DSN", "host={host} port={port} user={user} password={password}"),
        Secrets.of(server),
        UUID.randomUUID().toString());
  }

  @Test
  void psqlFindsItWhateverWasSetBefore() throws IOException {
    Assumptions.assumeTrue(
        REQUIRED || List.of("/usr/bin", "/usr/local/bin").stream().anyMatch(ChildRelayIT::hasPsql),
        "psql is not installed");
    TempPostgres postgres = TempPostgres.shared(18);
    DatabaseAddress server = postgres.scramAddress(postgres.newDatabase());
    Map<String, String> inherited = new HashMap<>(System.getenv());
    inherited.putAll(
        Map.of(
            "PGHOSTADDR", "192.0.2.1",
            "PGSSLMODE", "verify-full",
            "PGCHANNELBINDING", "require",
            "PGREQUIREAUTH", "none",
            "PGSERVICE", "elsewhere",
            "PGOPTIONS", "-c work_mem=7MB",
            "DATABASE_URL", "postgresql://192.0.2.1/elsewhere?sslmode=verify-full"));
    String query = "-XAtc \"SELECT current_user, current_database(), current_setting('work_mem')\"";
    try (Relay relay = relay(server)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ChildEnvironment environment = environment(inherited, relay, server);
      OutputMask mask = OutputMask.of(Secrets.of(server), relay.address(), inherited, List.of());
      List<String> words =
          List.of(
              "sh",
              "-c",
              "psql "
                  + query
                  + "; psql \"$DATABASE_URL\" "
                  + query
                  + "; psql \"$MY_DSN dbname=$DB_NAME\" "
                  + query);
      ChildCommand command = ChildCommand.find(words, folder, inherited);
      try (Child child = Child.start(command, environment, mask, out, out)) {
        child.await(ChildLimits.of(Optional.of(Duration.ofMinutes(1))), () -> false);
      }
      String expected = server.user() + "|" + server.database() + "|7MB\n";
      assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected.repeat(3));
    }
  }

  private static boolean hasPsql(String path) {
    return Files.isExecutable(Path.of(path, "psql"));
  }

  @Test
  void aDriverForJavaFindsIt() throws Exception {
    TempPostgres postgres = TempPostgres.shared(14);
    DatabaseAddress server = postgres.scramAddress(postgres.newDatabase());
    try (Relay relay = relay(server)) {
      Map<String, String> given =
          environment(
                  Map.of("DATABASE_URL", "jdbc:postgresql://db/shop?currentSchema=app&ssl=true"),
                  relay,
                  server)
              .variables();
      String url = String.valueOf(given.get("DATABASE_URL"));
      try (Connection connection = DriverManager.getConnection(url)) {
        assertThat(ask(connection, "SHOW search_path")).isEqualTo("app");
      }
      try (Connection connection =
          DriverManager.getConnection(
              String.valueOf(given.get("FLYWAY_URL")),
              given.get("FLYWAY_USER"),
              given.get("FLYWAY_PASSWORD"))) {
        assertThat(ask(connection, "SELECT current_database()")).isEqualTo(server.database());
      }
    }
  }

  private static String ask(Connection connection, String query) throws Exception {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
