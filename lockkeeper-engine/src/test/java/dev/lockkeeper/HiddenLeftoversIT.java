package dev.lockkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.testing.TempPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Sessions behind a dead run of which this role may not see whose they are. */
class HiddenLeftoversIT extends LeftoversScene {
  @Test
  void saysThatItMayNotSeeTheStatementOfAnotherRole() throws Exception {
    Lockkeeper other =
        scene.builder().address(scene.address().withUser(ownerOfTheDatabase())).build();
    other.guard(REQUEST, run -> UNCHANGED);
    try (Busy busy = new Busy("SELECT pg_sleep(2), 'hush'")) {
      died(busy);
      other.guard(
          REQUEST,
          run -> {
            assertThat(
                    scene.value(
                        "SELECT count(*) FROM pg_stat_activity WHERE pid = "
                            + busy.pid()
                            + " AND state = 'active'"))
                .isEqualTo("0");
            return UNCHANGED;
          });
      assertThat(other.statements(DEAD))
          .extracting(StatementRecord::text)
          .containsExactly("(another role's, which this one may not see)");
    }
  }

  @Test
  void takesNobodyForADeadRunsSessionByItsProcessIdAlone() throws Exception {
    List<String> told = new ArrayList<>();
    String role = ownerOfTheDatabase();
    guardAs(role, told);
    try (Busy stranger = new Busy("SELECT pg_sleep(60)")) {
      died();
      // The server has been started again since, or the process is not of this database.
      scene.execute(
          "INSERT INTO lockkeeper.backend VALUES ('"
              + DEAD
              + "', "
              + stranger.pid()
              + ", '2020-01-01', 1)",
          "INSERT INTO lockkeeper.backend SELECT '"
              + DEAD
              + "', pid, now(), 1 FROM pg_stat_activity WHERE backend_type = 'checkpointer'");
      guardAs(role, told);
      assertThat(told).isEmpty();
      assertThat(stranger.isAtWork()).isTrue();
      stranger.end();
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "suites",
      matches = "full",
      disabledReason = "it waits for half a minute; -Dsuites=full runs it")
  void leavesAloneWhatItMayNotSee() throws Exception {
    List<String> told = new ArrayList<>();
    String role = ownerOfTheDatabase();
    guardAs(role, told);
    scene.execute("GRANT pg_signal_backend TO " + role);
    try (Busy hidden = new Busy("SELECT pg_sleep(90)", TempPostgres.shared().newRole())) {
      died(hidden);
      LockkeeperException failure = Scene.failure(() -> guardAs(role, told).run());
      assertThat(failure.code()).isEqualTo(ErrorCode.LOCKED);
      assertThat(told)
          .containsExactly("waits for server session " + hidden.pid() + " of run " + DEAD);
      assertThat(hidden.isAtWork()).isTrue();
      Matcher said = Pattern.compile("`(UPDATE [^`]+)`").matcher(failure.hint().orElseThrow());
      assertThat(said.find()).isTrue();
      try (Connection connection = TempPostgres.shared().connect(scene.database(), role);
          Statement statement = connection.createStatement()) {
        assertThat(statement.executeUpdate(said.group(1))).isEqualTo(1);
      }
      guardAs(role, told);
      assertThat(hidden.isAtWork()).isTrue();
      hidden.end();
    }
  }

  private String ownerOfTheDatabase() {
    String role = TempPostgres.shared().newRole();
    scene.execute("ALTER DATABASE " + scene.database() + " OWNER TO " + role);
    return role;
  }

  private GuardReport guardAs(String role, List<String> told) {
    return scene
        .builder()
        .address(scene.address().withUser(role))
        .listener(
            event -> {
              if (event instanceof RunEvent.Notice notice) {
                told.add(notice.text());
              }
            })
        .build()
        .guard(REQUEST, run -> UNCHANGED);
  }
}
