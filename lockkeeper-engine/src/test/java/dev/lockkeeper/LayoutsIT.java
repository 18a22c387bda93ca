package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.State;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.plan.DownRequest;
import dev.lockkeeper.plan.MigrationStatus;
import dev.lockkeeper.plan.Overview;
import dev.lockkeeper.run.MigrationResult;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same schema from the files of every tool: applied, looked at and undone. */
class LayoutsIT {
  private static final String USERS =
      "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);\n";
  private static final String ORDERS =
      "CREATE TABLE orders (id bigint PRIMARY KEY, customer bigint REFERENCES users);\n"
          + "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$\n"
          + "BEGIN\n  NEW.id := NEW.id;\n  RETURN NEW;\nEND $$;\n"
          + "CREATE TRIGGER touch BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch();\n";
  private static final String INDEX =
      "CREATE INDEX CONCURRENTLY orders_customer ON orders (customer);\n";
  private static final String NO_USERS = "DROP TABLE users;\n";
  private static final String NO_ORDERS = "DROP TABLE orders;\nDROP FUNCTION touch();\n";
  private static final String NO_INDEX = "DROP INDEX CONCURRENTLY orders_customer;\n";

  @TempDir Path directory;
  private Scene scene;

  @BeforeEach
  void prepare() {
    scene = new Scene(directory);
  }

  static List<Arguments> tools() {
    return List.of(
        Arguments.of(
            "lockkeeper",
            List.of(
                "1_users.up.sql",
                USERS,
                "1_users.down.sql",
                NO_USERS,
                "2_orders.up.sql",
                ORDERS,
                "2_orders.down.sql",
                NO_ORDERS,
                "10_index.up.sql",
                INDEX,
                "10_index.down.sql",
                NO_INDEX)),
        Arguments.of(
            "lockkeeper",
            List.of(
                "20260101000000_users.sql",
                "-- migrate:up\n" + USERS + "\n-- migrate:down\n" + NO_USERS,
                "20260102000000_orders.sql",
                "-- migrate:up\n" + ORDERS + "-- migrate:down\n" + NO_ORDERS,
                "20260103000000_index.sql",
                "-- migrate:up transaction:false\n"
                    + INDEX
                    + "-- migrate:down transaction:false\n"
                    + NO_INDEX)),
        Arguments.of(
            "diesel",
            List.of(
                "2026-01-01-000000_users/up.sql", USERS,
                "2026-01-01-000000_users/down.sql", NO_USERS,
                "2026-01-02-000000_orders/up.sql", ORDERS,
                "2026-01-02-000000_orders/down.sql", NO_ORDERS,
                "2026-01-03-000000_index/up.sql", INDEX,
                "2026-01-03-000000_index/down.sql", NO_INDEX,
                "2026-01-03-000000_index/metadata.toml", "run_in_transaction = false\n")),
        Arguments.of(
            "prisma",
            List.of(
                "migration_lock.toml", "provider = \"postgresql\"\n",
                "20260101000000_users/migration.sql", "-- CreateTable\n" + USERS,
                "20260101000000_users/down.sql", NO_USERS,
                "20260102000000_orders/migration.sql", ORDERS,
                "20260102000000_orders/down.sql", NO_ORDERS,
                "20260103000000_index/migration.sql", INDEX,
                "20260103000000_index/down.sql", NO_INDEX)),
        Arguments.of(
            "goose",
            List.of(
                "00001_users.sql",
                "-- +goose Up\n" + USERS + "-- +goose Down\n" + NO_USERS,
                "00002_orders.sql",
                "-- +goose Up\n-- +goose StatementBegin\n"
                    + ORDERS
                    + "-- +goose StatementEnd\n-- +goose Down\n"
                    + NO_ORDERS,
                "00003_index.sql",
                "-- +goose NO TRANSACTION\n-- +goose Up\n"
                    + INDEX
                    + "-- +goose Down\n"
                    + NO_INDEX)),
        Arguments.of(
            "node-pg-migrate",
            List.of(
                "1700000000000_users.sql",
                "-- Up Migration\n" + USERS + "\n-- Down Migration\n" + NO_USERS,
                "1700000000001_orders.sql",
                "-- Up Migration\n" + ORDERS + "\n-- Down Migration\n" + NO_ORDERS,
                "1700000000002_index.sql",
                "-- Up Migration\n" + INDEX + "\n-- Down Migration\n" + NO_INDEX)),
        Arguments.of(
            "liquibase",
            List.of(
                "changelog.sql",
                "--liquibase formatted sql\n\n--changeset ada:users\n"
                    + USERS
                    + "--rollback "
                    + NO_USERS
                    + "\n--changeset ada:orders splitStatements:false\n"
                    + ORDERS
                    + "/* liquibase rollback\n"
                    + NO_ORDERS
                    + "*/\n\n--changeset ada:index runInTransaction:false\n"
                    + INDEX
                    + "--rollback "
                    + NO_INDEX)),
        Arguments.of(
            "flyway",
            List.of(
                "V1__users.sql",
                USERS,
                "U1__users.sql",
                NO_USERS,
                "V1_1__orders.sql",
                ORDERS,
                "U1_1__orders.sql",
                NO_ORDERS,
                "V1_10__index.sql",
                INDEX,
                "U1_10__index.sql",
                NO_INDEX,
                "V1_10__index.sql.conf",
                "executeInTransaction=false\n",
                "U1_10__index.sql.conf",
                "executeInTransaction=false\n")));
  }

  private void write(List<String> files) {
    for (int i = 0; i < files.size(); i += 2) {
      scene.folder().file(files.get(i), files.get(i + 1));
    }
  }

  @ParameterizedTest
  @MethodSource("tools")
  void appliesShowsAndUndoesTheFilesOfATool(String layout, List<String> files) {
    write(files);
    Lockkeeper lockkeeper = scene.lockkeeper();
    assertThat(lockkeeper.up().migrations()).hasSize(3);
    assertThat(
            scene.value(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = 'orders_customer'::regclass"))
        .isEqualTo("t");
    scene.execute("INSERT INTO users VALUES (1, 'a')", "INSERT INTO orders VALUES (1, 1)");

    Overview overview = lockkeeper.overview();
    assertThat(overview.folders().get(0).layout()).isEqualTo(layout);
    assertThat(overview.migrations())
        .extracting(MigrationStatus::state)
        .containsOnly(State.APPLIED)
        .hasSize(3);
    assertThat(lockkeeper.up().migrations()).isEmpty();
    assertThat(lockkeeper.verify().isClean()).isTrue();

    assertThat(lockkeeper.down(new DownRequest.Steps(1)).migrations()).hasSize(1);
    assertThat(scene.exists("orders_customer")).isFalse();
    assertThat(lockkeeper.down(new DownRequest.All()).migrations()).hasSize(2);
    assertThat(scene.exists("orders") || scene.exists("users")).isFalse();
    assertThat(scene.state()).isEmpty();
  }

  @Test
  void sqlxWithoutWaysDownGoesUpOnly() {
    write(
        List.of(
            "1_users.sql",
            USERS,
            "2_orders.sql",
            ORDERS,
            "3_index.sql",
            "-- no-transaction\n" + INDEX));
    Lockkeeper lockkeeper = scene.lockkeeper();
    assertThat(lockkeeper.up().migrations()).hasSize(3);
    assertThat(lockkeeper.overview().folders().get(0).layout()).isEqualTo("sqlx");
    assertThat(Scene.failure(() -> lockkeeper.down(new DownRequest.All())).code())
        .isEqualTo(ErrorCode.IRREVERSIBLE);
  }

  @Test
  @DisplayName(
      "What only the tool can run stops up before anything, until it is recorded as applied")
  void refusesCodeAndPlaceholdersByNameUntilTheyAreMarked() {
    write(List.of("V1__users.sql", USERS));
    Lockkeeper lockkeeper = scene.lockkeeper();
    lockkeeper.up();
    write(
        List.of(
            "V2__Fill.java", "package db.migration;",
            "V3__owner.sql", "ALTER TABLE users\n  OWNER TO ${owner};",
            "V4__orders.sql", ORDERS));
    LockkeeperException refusal = Scene.failure(lockkeeper::up);
    assertThat(refusal.code()).isEqualTo(ErrorCode.UNSUPPORTED_MIGRATION);
    assertThat(refusal.getMessage()).contains("V2__Fill.java", "1 more");
    assertThat(scene.exists("orders")).isFalse();

    lockkeeper.mark(Set.of(Version.of("2"), Version.of("3")), true, "Flyway ran them");
    assertThat(lockkeeper.up().migrations()).hasSize(1);
  }

  @Test
  @DisplayName("Repeatable scripts run after the versions, and again whenever they have changed")
  void runsRepeatableScriptsAgainWhenTheyChange() {
    write(List.of("V1__users.sql", USERS, "U1__users.sql", NO_USERS));
    String view = "CREATE OR REPLACE VIEW mails AS SELECT email FROM users;\n";
    write(List.of("R__mails.sql", view));
    Lockkeeper lockkeeper = scene.lockkeeper();
    assertThat(lockkeeper.up().migrations())
        .extracting(MigrationResult::version)
        .containsExactly("1", "R__mails");
    assertThat(lockkeeper.up().migrations()).isEmpty();

    write(List.of("R__mails.sql", view.replace("email FROM", "email, id FROM")));
    assertThat(lockkeeper.verify().isClean()).isTrue();
    assertThat(lockkeeper.up().migrations())
        .extracting(MigrationResult::version)
        .containsExactly("R__mails");
    assertThat(scene.value("SELECT count(id) FROM mails")).isEqualTo("0");
    assertThat(scene.rows("SELECT version, batch FROM lockkeeper.migration ORDER BY 1"))
        .containsExactly("1|1", "R__mails|2");
    assertThat(scene.events()).containsExactly("1|applied", "R__mails|applied", "R__mails|applied");

    write(
        List.of(
            "R__mails.sql", "DROP VIEW mails;\nCREATE VIEW mails AS SELECT nothing FROM users;"));
    assertThat(Scene.failure(lockkeeper::up).code()).isEqualTo(ErrorCode.STATEMENT_FAILED);
    assertThat(scene.value("SELECT count(id) FROM mails")).isEqualTo("0");
    write(List.of("R__mails.sql", "VACUUM users;\nDROP VIEW mails;"));
    assertThat(lockkeeper.up().migrations()).hasSize(1);
    assertThat(scene.state()).containsExactly("1|applied|up|0|0", "R__mails|applied|up|0|0");

    assertThat(lockkeeper.down(new DownRequest.LastBatch()).migrations())
        .extracting(MigrationResult::version)
        .containsExactly("1");
    assertThat(scene.state()).containsExactly("R__mails|applied|up|0|0");
  }
}
