package dev.lockkeeper.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.settings.Timing;
import dev.lockkeeper.testing.TempPostgres;
import org.junit.jupiter.api.Test;

class LostSessionIT {
  private final TempPostgres server = TempPostgres.shared();

  @Test
  void aLostSessionIsNotTakenForAPooler() {
    PostgresDatabase database = PostgresDatabase.at(server.newAddress(), Timing.DEFAULT);
    try (Session session = database.open()) {
      assertThat(session.tryLock()).isTrue();
      assertThat(session.isPooled()).isFalse();

      server.execute(
          "postgres", "SELECT pg_terminate_backend(" + session.backend().pid() + ", 10000)");

      assertThatThrownBy(session::isPooled)
          .isInstanceOfSatisfying(
              ServerException.class, e -> assertThat(e.isConnectionLost()).isTrue());
    }
  }
}
