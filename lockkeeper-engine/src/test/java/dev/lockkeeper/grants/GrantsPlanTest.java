package dev.lockkeeper.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsPlanTest {

  @Test
  void offlinePlanSaysWhatItAssumesAndHowToMakeTheRoles() {
    String script = new Grants(request("shop", "migrator", "app")).offline().script();

    assertThat(script)
        .contains("-- No server was read: this assumes PostgreSQL 15 or newer")
        .contains("--   CREATE ROLE \"migrator\" LOGIN;")
        .contains("--   CREATE ROLE \"app\" LOGIN;")
        .contains("REVOKE CREATE ON SCHEMA \"public\" FROM PUBLIC;")
        .contains("CREATE SCHEMA IF NOT EXISTS \"lockkeeper\" AUTHORIZATION \"migrator\";")
        .contains(
            "ALTER DEFAULT PRIVILEGES FOR ROLE \"migrator\" IN SCHEMA \"public\""
                + " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO \"app\";");
  }

  @Test
  void everyLineOfTheScriptIsACommentAStatementOrEmpty() {
    String script = new Grants(request("shop", "migrator", "app")).offline().script();

    assertThat(script.lines())
        .allMatch(line -> line.isEmpty() || line.startsWith("--") || line.endsWith(";"));
  }

  @Test
  void offlinePlanNeedsADatabase() {
    GrantsRequest nowhere =
        new GrantsRequest(Optional.empty(), "migrator", "app", List.of(), "lockkeeper");

    assertThatThrownBy(() -> new Grants(nowhere).offline())
        .isInstanceOfSatisfying(
            LockkeeperException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "a\u0000b", "pg_monitor", "public", "none"})
  void rolesThatCannotBeMeantAreRefused(String role) {
    assertThatThrownBy(() -> request("shop", role, "app"))
        .isInstanceOfSatisfying(
            LockkeeperException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.USAGE));
  }

  @Test
  void namesThatTheServerWouldCutAreRefused() {
    assertThatThrownBy(() -> request("shop", "é".repeat(32), "app"))
        .hasMessageContaining("more than 63 bytes");
  }

  @Test
  void ledgerAmongTheApplicationsSchemasIsRefusedUnlessItIsPublic() {
    assertThatThrownBy(
            () ->
                new GrantsRequest(Optional.of("shop"), "migrator", "app", List.of("data"), "data"))
        .hasMessageContaining("among the application's schemas");
    assertThat(
            new GrantsRequest(Optional.of("shop"), "migrator", "app", List.of(), "public")
                .schemas())
        .containsExactly("public");
  }

  private static GrantsRequest request(String database, String migration, String application) {
    return new GrantsRequest(
        Optional.of(database), migration, application, List.of("public"), "lockkeeper");
  }
}
