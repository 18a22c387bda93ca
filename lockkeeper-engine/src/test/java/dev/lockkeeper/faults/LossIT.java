package dev.lockkeeper.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Invariant;
import dev.lockkeeper.settings.Settings;
import dev.lockkeeper.testing.FaultProxy;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.Moment;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run says after it has lost its connection at one particular moment. */
class LossIT {
  private static final Moment AMID_COPIED_DATA = new Moment(Moment.Event.REQUEST, 20);

  private final TempPostgres server = TempPostgres.shared();
  @TempDir Path folder;

  @Test
  void ofTheLastAnswerDoesNotSkipTheInvariants() throws Exception {
    new MigrationFolder(folder).tables(1, 1);
    try (FaultProxy proxy = FaultProxy.to(server.port())) {
      int ledgerAndMigration = 2;
      proxy.at(new Moment(Moment.Event.COMMITTED, ledgerAndMigration), 1, proxy::cut);

      LockkeeperException failure =
          failureOf(
              proxy.address(server.newDatabase()), List.of(new Invariant("never", "SELECT false")));

      assertThat(failure).isNotNull();
      assertThat(failure.code()).isEqualTo(ErrorCode.INVARIANT);
    }
  }

  @Test
  void amidCopiedDataIsNoticed() throws Exception {
    copiedData();
    try (FaultProxy proxy = FaultProxy.to(server.port())) {
      proxy.at(AMID_COPIED_DATA, 1, proxy::swallowRequests);

      LockkeeperException failure = failureOf(proxy.address(server.newDatabase()), List.of());

      assertThat(proxy.settle()).isTrue();
      assertThat(failure).isNotNull();
      assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
      assertThat(failure.databaseState()).hasValueSatisfying(s -> assertThat(s).contains("0 of 1"));
    }
  }

  /** To the server, a session amid a COPY is active, so that no idle timeout ends it. */
  @Test
  void amidCopiedDataDoesNotKeepTheLock() throws Exception {
    copiedData();
    try (FaultProxy proxy = FaultProxy.to(server.port())) {
      proxy.at(AMID_COPIED_DATA, Integer.MAX_VALUE, proxy::swallowRequests);
      DatabaseAddress through = proxy.address(server.newDatabase());

      assertThat(failureOf(through, List.of())).isNotNull();

      assertThat(proxy.settle()).isTrue();
      assertThat(failureOf(server.address(through.database()), List.of())).isNull();
    }
  }

  private void copiedData() {
    StringBuilder script = new StringBuilder("CREATE TABLE t (line text);\nCOPY t FROM stdin;\n");
    for (int i = 0; i < 60_000; i++) {
      script.append("a line of text that is copied, number ").append(i).append('\n');
    }
    new MigrationFolder(folder).file("1_copy.up.sql", script.append("\\.\n").toString());
  }

  private @Nullable LockkeeperException failureOf(
      DatabaseAddress address, List<Invariant> invariants) throws Exception {
    Settings settings =
        Settings.builder()
            .timing(Temper.IMPATIENT.settings().timing())
            .invariants(invariants)
            .build();
    return Bounded.start(
            () -> {
              try {
                Lockkeeper.builder()
                    .address(address)
                    .folder(folder.toString())
                    .settings(settings)
                    .build()
                    .up(UpRequest.ALL);
                return Optional.<LockkeeperException>empty();
              } catch (LockkeeperException e) {
                return Optional.of(e);
              }
            })
        .await()
        .orElse(null);
  }
}
