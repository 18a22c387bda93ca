package dev.lockkeeper.guard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.database.Session;
import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.relay.Relay;
import dev.lockkeeper.guard.relay.RelayAddress;
import dev.lockkeeper.guard.relay.RelayOptions;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Timing;
import dev.lockkeeper.testing.FakeCloudSql;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real connector against a Cloud SQL that is not in the cloud. */
@Timeout(180)
class CloudSqlIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TempPostgres server = TempPostgres.shared();
  private final FakeCloudSql cloud = FakeCloudSql.start(server);
  @TempDir Path folder;
  private final String database = server.newDatabase();

  @AfterEach
  void end() {
    cloud.close();
  }

  private DatabaseAddress address() {
    return cloud.address(database, folder);
  }

  private DatabaseAddress byIam() {
    DatabaseAddress plain = address();
    Map<String, String> parameters = new TreeMap<>(plain.parameters());
    parameters.put("enableIamAuth", "true");
    return new DatabaseAddress(
        plain.host(), plain.port(), database, server.newRole(), Optional.empty(), parameters);
  }

  private static Connection connect(RelayAddress relay) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + relay.port() + "/" + relay.database() + "?sslmode=disable",
        relay.user(),
        relay.password().reveal());
  }

  private static String text(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  private Relay relay(DatabaseAddress address) {
    return Relay.start(address, PATIENCE, new RelayOptions(0, Optional.empty()), line -> {});
  }

  @Test
  void aSessionOfOurOwnGoesThroughTheConnector() {
    try (Session session = PostgresDatabase.at(address(), Timing.DEFAULT).open()) {
      assertThat(session.run("SELECT current_database()").get(0).row().text(0)).isEqualTo(database);
    }
    assertThat(cloud.requests())
        .containsExactly(
            "GET /sql/v1beta4/projects/proj/instances/inst/connectSettings",
            "POST /sql/v1beta4/projects/proj/instances/inst:generateEphemeralCert");
  }

  @Test
  void aRoleOfIamNeedsNoPassword() {
    DatabaseAddress address = byIam();
    try (Session session = PostgresDatabase.at(address, Timing.DEFAULT).open()) {
      assertThat(session.run("SELECT current_user").get(0).row().text(0)).isEqualTo(address.user());
    }
    assertThat(cloud.requests())
        .contains(
            "POST /sql/v1beta4/projects/proj/instances/inst:generateEphemeralCert with a token");
  }

  @Test
  void theRelayCarriesMegabytesAndCancelsThroughTheConnector() throws Exception {
    try (Relay relay = relay(byIam());
        Connection connection = connect(relay.address());
        Statement statement = connection.createStatement()) {
      assertThat(text(statement, "SELECT length(repeat('x', 20000000))")).isEqualTo("20000000");
      assertThat(text(statement, "SELECT repeat('x', 20000000)")).hasSize(20_000_000);
      CompletableFuture<Boolean> sleeper =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return statement.execute("SELECT pg_sleep(1000)");
                } catch (SQLException e) {
                  throw new IllegalStateException(e.getSQLState(), e);
                }
              });
      while (!sleeper.isDone()) {
        statement.cancel();
        Thread.sleep(50);
      }
      ExecutionException failure = catchThrowableOfType(ExecutionException.class, sleeper::get);
      assertThat(failure).hasMessageContaining("57014");
    }
  }

  @Test
  void saysWhichRoleIsMissing() {
    cloud.refuse(403);
    LockkeeperException ours =
        catchThrowableOfType(
            LockkeeperException.class,
            () -> PostgresDatabase.at(address(), Timing.DEFAULT).open().close());
    LockkeeperException relays =
        catchThrowableOfType(LockkeeperException.class, () -> relay(address()).close());
    for (LockkeeperException failure : new LockkeeperException[] {ours, relays}) {
      assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
      assertThat(failure)
          .hasMessageStartingWith(
              FakeCloudSql.INSTANCE
                  + "/"
                  + database
                  + " cannot be reached by Google's connector: ["
                  + FakeCloudSql.INSTANCE
                  + "] ");
      assertThat(failure.hint().orElseThrow()).contains("roles/cloudsql.client");
    }
  }
}
