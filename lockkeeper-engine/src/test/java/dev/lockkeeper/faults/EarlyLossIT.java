package dev.lockkeeper.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.plan.UpRequest;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.FaultProxy;
import dev.lockkeeper.testing.MigrationFolder;
import dev.lockkeeper.testing.Moment;
import dev.lockkeeper.testing.TempPostgres;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that is lost before a run's first migration, from its first message on. */
class EarlyLossIT {
  private final TempPostgres server = TempPostgres.shared();
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void isExplained(int request) {
    new MigrationFolder(folder).tables(1, 3);
    try (FaultProxy proxy = FaultProxy.to(server.port())) {
      DatabaseAddress address = proxy.address(server.newDatabase());
      proxy.at(new Moment(Moment.Event.REQUEST, request), 1, proxy::cut);

      LockkeeperException failure =
          catchThrowableOfType(
              LockkeeperException.class,
              () ->
                  Lockkeeper.builder()
                      .address(address)
                      .folder(folder.toString())
                      .settings(Temper.IMPATIENT.settings())
                      .build()
                      .up(UpRequest.ALL));

      assertThat(failure.code()).isIn(ErrorCode.CONNECTION_LOST, ErrorCode.UNREACHABLE);
    }
  }
}
