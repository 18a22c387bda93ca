package dev.lockkeeper.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TempPostgresIT {

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void servesTheMajorVersionAskedFor(int major) throws SQLException {
    TempPostgres postgres = TempPostgres.shared(major);
    assertThat(TempPostgres.shared(major)).isSameAs(postgres);
    String database = postgres.newDatabase();
    assertThat(value(postgres, database, "SHOW server_version")).startsWith(major + ".");
    assertThat(value(postgres, database, "SHOW synchronous_commit")).isEqualTo("on");
    assertThat(value(postgres, database, "SHOW fsync")).isEqualTo("on");
    assertThat(value(postgres, database, "SELECT current_database()")).isEqualTo(database);
    assertThat(postgres.socketFolder().resolve(".s.PGSQL." + postgres.port())).exists();
  }

  @Test
  void asksOnlyTheScramRoleForAPassword() throws SQLException {
    TempPostgres postgres = TempPostgres.shared();
    String role = postgres.newRole();
    try (Connection connection = postgres.connect("postgres", role)) {
      assertThat(connection.isValid(1)).isTrue();
    }
    assertThatThrownBy(() -> postgres.connect("postgres", TempPostgres.SCRAM_ROLE))
        .isInstanceOf(SQLException.class);
    try (Connection connection =
        DriverManager.getConnection(
            postgres.jdbcUrl("postgres").replaceFirst("\\?.*", ""),
            TempPostgres.SCRAM_ROLE,
            TempPostgres.SCRAM_PASSWORD)) {
      assertThat(connection.isValid(1)).isTrue();
    }
  }

  @Test
  void keepsCommittedDataOverAKillAndARestart() throws SQLException {
    try (TempPostgres postgres = TempPostgres.start(Map.of("max_connections", "20"))) {
      String database = postgres.newDatabase();
      postgres.execute(database, "CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (7)");
      int port = postgres.port();

      postgres.kill9();
      assertThat(postgres.isRunning()).isFalse();
      assertThatThrownBy(() -> postgres.connect(database)).isInstanceOf(SQLException.class);

      postgres.restart();
      assertThat(postgres.port()).isEqualTo(port);
      assertThat(value(postgres, database, "SELECT n FROM kept")).isEqualTo("7");
      assertThat(value(postgres, database, "SHOW max_connections")).isEqualTo("20");
      assertThat(postgres.logText()).contains("was not properly shut down");

      postgres.stop();
      postgres.restart();
      assertThat(value(postgres, database, "SELECT n FROM kept")).isEqualTo("7");
    }
  }

  @Test
  void readsNewAccessRules() throws SQLException {
    try (TempPostgres postgres = TempPostgres.start(Map.of())) {
      String role = postgres.newRole();
      postgres.accessRules("host all " + role + " 127.0.0.1/32 reject");
      assertThatThrownBy(() -> postgres.connect("postgres", role))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("rejects connection");
      postgres.accessRules();
      postgres.connect("postgres", role).close();
    }
  }

  @Test
  void leavesNothingBehindWhenClosed() {
    TempPostgres postgres = TempPostgres.start(Map.of());
    postgres.close();
    assertThat(postgres.isRunning()).isFalse();
    assertThat(Files.exists(postgres.socketFolder().getParent())).isFalse();
  }

  private static String value(TempPostgres postgres, String database, String query)
      throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
