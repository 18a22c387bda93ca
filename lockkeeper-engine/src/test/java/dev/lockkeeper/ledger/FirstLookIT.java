package dev.lockkeeper.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Timing;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstLookIT {
  @TempDir Path folder;

  /** Between the two turns of the look, another runner makes the ledger and its tables. */
  @Test
  void seesALedgerThatIsMadeMeanwhile() {
    new MigrationFolder(folder).tables(1, 3);
    DatabaseAddress address = TempPostgres.shared().newAddress();
    try (Session session = PostgresDatabase.at(address, Timing.DEFAULT).open()) {
      Session interrupted =
          afterItsFirstFailure(
              session,
              () -> Lockkeeper.builder().address(address).folder(folder.toString()).build().up());

      Reading reading = new Ledger("lockkeeper", "default").read(interrupted);

      assertThat(reading.history().ledgerExists()).isTrue();
      assertThat(reading.history().all()).hasSize(3);
    }
  }

  private static Session afterItsFirstFailure(Session session, Runnable action) {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> {
              try {
                return method.invoke(session, arguments);
              } catch (InvocationTargetException e) {
                action.run();
                throw e.getCause();
              }
            });
  }
}
