package dev.lockkeeper.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.settings.DatabaseAddress;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database that cannot be reached: what is in the way, and which ways there are. */
class NetworkPathTest {
  @TempDir private Path folder;

  @Test
  void closedPortIsToldWithTheWaysOn() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThat(
            new Setup(folder)
                .migration()
                .set("DATABASE_URL", "postgres://app@127.0.0.1:" + port + "/shop")
                .examine(true))
        .filteredOn(d -> d.id().equals("live.connect"))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.severity()).isEqualTo(Severity.PROBLEM);
              assertThat(d.message()).contains("127.0.0.1:" + port);
              assertThat(d.fix()).contains("Nothing listens there", "proxy");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, private worker pool in its network",
    "172.20.0.5, Direct VPC egress",
    "db.example.com, authorized networks",
    "35.1.2.3, INSTANCE_CONNECTION_NAME",
    "localhost, Nothing listens there"
  })
  void waysDependOnTheAddress(String host, String way) {
    assertThat(NetworkPath.options(DatabaseAddress.parse("postgres://app@" + host + "/shop")))
        .contains(way);
  }
}
