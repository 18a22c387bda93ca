package dev.lockkeeper.guard.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.Watchdog;
import dev.lockkeeper.guard.server.ServerConnector;
import dev.lockkeeper.guard.server.ServerSession;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.TempPostgres;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SocketFileIT {
  private Path home = Path.of("");

  @BeforeEach
  void makeFolder() throws Exception {
    home = Files.createTempDirectory("lk");
  }

  @AfterEach
  void removeFolder() throws Exception {
    try (var files = Files.walk(home)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Served serve(Path folder) {
    return new Served(TempPostgres.shared().newAddress(), Optional.of(folder));
  }

  @Test
  void servesASocketInAFolderOfItsOwn() throws Exception {
    Path folder = home.resolve("s");
    Path file;
    try (Served served = serve(folder);
        Watchdog watchdog = new Watchdog()) {
      file = folder.resolve(".s.PGSQL." + served.relay().address().port());
      assertThat(file).exists();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
      DatabaseAddress address =
          DatabaseAddress.parse(served.relay().address().socketUrl().orElseThrow());
      assertThat(address.socketFile()).hasValue(file.toString());
      ServerSession session =
          new ServerConnector(address, Duration.ofSeconds(10), watchdog).open(Map.of());
      assertThat(session.key()).isPresent();
      session.link().close();
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void takesThePlaceOfASocketThatNobodyListensOn() throws Exception {
    Path folder = Files.createDirectory(home.resolve("s"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    SocketFile file = SocketFile.in(folder, 5432);
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(file.path()));
      assertRefused(() -> file.listen(1), "another server listens there");
    }
    assertThat(file.path()).exists();
    file.listen(1).close();
    Files.delete(file.path());
    Files.writeString(file.path(), "precious");
    assertRefused(() -> file.listen(1), "it is no socket");
    assertThat(file.path()).hasContent("precious");
  }

  @Test
  void refusesAFolderThatOthersMayEnter() throws Exception {
    Path open = Files.createDirectory(home.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertRefused(() -> SocketFile.in(open, 5432), "others than its owner");
    assertRefused(() -> SocketFile.in(home.resolve("x".repeat(100)), 5432), "at most 107");
    Path file = Files.writeString(home.resolve("file"), "");
    for (Path folder : List.of(file, file.resolve("s"))) {
      assertRefused(() -> SocketFile.in(folder, 5432), "cannot listen");
    }
  }

  private static void assertRefused(Runnable action, String reason) {
    assertThatThrownBy(action::run)
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS);
              assertThat(e.hint()).isPresent();
            })
        .hasMessageContaining(reason);
  }
}
