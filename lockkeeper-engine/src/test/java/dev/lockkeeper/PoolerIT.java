package dev.lockkeeper;

import static dev.lockkeeper.Scene.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.testing.TempPostgres;
import dev.lockkeeper.testing.TransactionPooler;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolerIT {
  @TempDir Path path;
  private Scene scene;

  @BeforeEach
  void prepare() {
    scene = new Scene(path);
    scene.folder().tables(1, 12);
  }

  private static int pid(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  @DisplayName(
      "B7: a pooler in transaction mode is detected and refused before anything is changed")
  void refusesAPoolerInTransactionMode() throws Exception {
    try (TransactionPooler pooler =
        TransactionPooler.perTransaction(TempPostgres.shared().port(), scene.database())) {
      String url =
          "jdbc:postgresql://127.0.0.1:"
              + pooler.port()
              + "/"
              + scene.database()
              + "?user=postgres";
      try (Connection one = DriverManager.getConnection(url);
          Connection two = DriverManager.getConnection(url);
          Statement first = one.createStatement();
          Statement second = two.createStatement()) {
        assertThat(pid(first)).as("the fixture shares a server session").isEqualTo(pid(second));
      }
      LockkeeperException e =
          failure(scene.builder().address(pooler.of(scene.address())).build()::up);
      assertThat(e.code()).isEqualTo(ErrorCode.POOLER);
      assertThat(e.hint().orElse("")).contains("direct");
    }
    assertThat(scene.exists("lockkeeper.ledger")).isFalse();
    assertThat(scene.rows("SELECT pid FROM pg_locks WHERE locktype = 'advisory'")).isEmpty();
  }

  @Test
  void worksThroughAPoolerInSessionMode() throws IOException {
    try (TransactionPooler pooler =
        TransactionPooler.perSession(TempPostgres.shared().port(), scene.database())) {
      Lockkeeper lockkeeper = scene.builder().address(pooler.of(scene.address())).build();
      assertThat(lockkeeper.up().migrations()).hasSize(12);
      assertThat(lockkeeper.up().outcome()).isEqualTo(Outcome.NOTHING_TO_DO);
    }
  }
}
