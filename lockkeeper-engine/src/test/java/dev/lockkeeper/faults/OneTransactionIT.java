package dev.lockkeeper.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change and its ledger row carry the same transaction id: no crash can come between them. */
class OneTransactionIT {
  private static final String TRANSACTIONS =
      "SELECT e.version, e.xmin = c.xmin, m.xmin = c.xmin FROM lockkeeper.event e JOIN"
          + " lockkeeper.migration m USING (version) JOIN pg_class c ON 'create_' || c.relname ="
          + " e.name";

  private final TempPostgres server = TempPostgres.shared();
  @TempDir Path folder;

  /** Few go step by step, many in bulk. */
  @ParameterizedTest
  @ValueSource(ints = {3, 60})
  void holdsTheChangeAndItsLedgerRow(int migrations) throws Exception {
    new MigrationFolder(folder).tables(1, migrations);
    String database = server.newDatabase();
    Lockkeeper.builder()
        .address(server.address(database))
        .folder(folder.toString())
        .build()
        .up(UpRequest.ALL);

    int found = 0;
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TRANSACTIONS)) {
      while (rows.next()) {
        found++;
        assertThat(rows.getBoolean(2) && rows.getBoolean(3)).as(rows.getString(1)).isTrue();
      }
    }
    assertThat(found).isEqualTo(migrations);
  }
}
