package dev.lockkeeper.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanSlateIT {
  private final TempPostgres server = TempPostgres.shared();
  @TempDir Path folder;

  /** As every dump does, the migration before it leaves an empty search path. */
  @Test
  void anInvalidIndexIsFoundBehindAnEmptySearchPath() {
    DatabaseAddress address = server.newAddress();
    server.execute(address.database(), "CREATE TABLE t (n int)", "INSERT INTO t VALUES (1), (1)");
    assertThatThrownBy(
            () ->
                server.execute(address.database(), "CREATE UNIQUE INDEX CONCURRENTLY t_n ON t (n)"))
        .hasMessageContaining("could not create unique index");
    new MigrationFolder(folder)
        .file("1_dump.up.sql", "SELECT pg_catalog.set_config('search_path', '', false);\n")
        .file("2_index.up.sql", "CREATE INDEX CONCURRENTLY t_n ON t (n);\n");

    RunReport report =
        Lockkeeper.builder()
            .address(address)
            .folder(folder.toString())
            .build()
            .up(UpRequest.ALL.allowingExistingTables());

    assertThat(report.outcome()).isEqualTo(Outcome.SUCCEEDED);
  }
}
