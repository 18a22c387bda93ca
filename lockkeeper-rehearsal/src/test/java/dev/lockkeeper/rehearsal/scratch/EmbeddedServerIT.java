package dev.lockkeeper.rehearsal.scratch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerIT {
  @TempDir Path folder;

  private Path project() {
    return folder.resolve("a project");
  }

  /** So that a failing test leaves no server behind. */
  @AfterEach
  void stopWhatRuns() throws IOException {
    if (Files.exists(pidFile())) {
      EmbeddedServer.open(project(), line -> {}).close();
    }
  }

  @Test
  void startsAServerThatCommitsDurably() throws Exception {
    List<String> progress = new ArrayList<>();
    try (EmbeddedServer server = EmbeddedServer.open(project(), progress::add)) {
      assertThat(progress).anyMatch(line -> line.startsWith("Creating a PostgreSQL database"));
      assertThat(value(server.address(), "SHOW server_version")).startsWith("18.");
      assertThat(value(server.address(), "SHOW fsync")).isEqualTo("on");
      assertThat(value(server.address(), "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(value(server.address(), "SHOW full_page_writes")).isEqualTo("on");
      assertThat(value(server.address(), "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(value(server.address(), "SELECT current_database()")).isEqualTo("app");
      assertThat(value(server.address(), "SHOW server_encoding")).isEqualTo("UTF8");
    }
    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void keepsOtherUsersOut() throws Exception {
    try (EmbeddedServer server = EmbeddedServer.open(project(), line -> {})) {
      DatabaseAddress address = server.address();
      assertThatThrownBy(() -> value(address.withPassword(Secret.of("wrong")), "SELECT 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      assertThat(rights(".")).isEqualTo("rwx------");
      assertThat(rights("postgres")).isEqualTo("rwx------");
      assertThat(rights("postgres-password")).isEqualTo("rw-------");
      assertThat(address.toString()).doesNotContain(address.password().orElseThrow().reveal());
      assertThat(Files.readString(state("postgres.log")))
          .doesNotContain(address.password().orElseThrow().reveal());
    }
    assertThat(state(".gitignore")).hasContent("*");
  }

  @Test
  void takesTheRightsOfOthersAway() throws Exception {
    Files.createDirectories(state("."));
    Files.setPosixFilePermissions(state("."), PosixFilePermissions.fromString("rwxrwxrwx"));
    EmbeddedServer.open(project(), line -> {}).close();
    assertThat(rights(".")).isEqualTo("rwx------");
  }

  @Test
  void refusesTheFolderOfAnotherUser() throws Exception {
    assumeTrue(StateFolder.userId() == 0, "only root can give a folder away");
    Files.createDirectories(state("."));
    Files.setAttribute(state("."), "unix:uid", 65534);
    assertThatThrownBy(() -> EmbeddedServer.open(project(), line -> {}))
        .isInstanceOf(LockkeeperException.class)
        .hasMessageContaining("belongs to the user");
  }

  @Test
  void keepsTheDataForTheNextCommand() throws Exception {
    try (EmbeddedServer first = EmbeddedServer.open(project(), line -> {})) {
      update(first.address(), "CREATE TABLE kept AS SELECT 7 AS n");
    }
    List<String> progress = new ArrayList<>();
    try (EmbeddedServer second = EmbeddedServer.open(project(), progress::add)) {
      assertThat(value(second.address(), "SELECT n FROM kept")).isEqualTo("7");
    }
    assertThat(progress).containsExactly("Starting PostgreSQL 18 ...");
  }

  @Test
  void joinsTheServerOfAnotherCommandAndTheLastOneStopsIt() throws Exception {
    try (Visitor visitor = Visitor.start(project())) {
      String port = last(visitor.awaitOpen());
      List<String> progress = new ArrayList<>();
      EmbeddedServer joined = EmbeddedServer.open(project(), progress::add);
      assertThat(progress).isEmpty();
      assertThat(joined.address().port()).hasToString(port);
      visitor.leave();
      assertThat(value(joined.address(), "SELECT 1")).isEqualTo("1");
      joined.close();
      assertThat(pidFile()).doesNotExist();
    }
  }

  @Test
  void sharesTheServerInsideOneProcess() throws Exception {
    EmbeddedServer first = EmbeddedServer.open(project(), line -> {});
    EmbeddedServer second = EmbeddedServer.open(project(), line -> {});
    first.close();
    first.close();
    assertThat(value(second.address(), "SELECT 1")).isEqualTo("1");
    second.close();
    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void reusesAndThenStopsTheServerOfAKilledCommand() throws Exception {
    try (Visitor visitor = Visitor.start(project())) {
      String port = last(visitor.awaitOpen());
      visitor.kill9();
      List<String> progress = new ArrayList<>();
      try (EmbeddedServer server = EmbeddedServer.open(project(), progress::add)) {
        assertThat(progress).isEmpty();
        assertThat(server.address().port()).hasToString(port);
        assertThat(value(server.address(), "SELECT 1")).isEqualTo("1");
      }
      assertThat(pidFile()).doesNotExist();
      assertThat(state("users")).isEmptyDirectory();
    }
  }

  @Test
  void startsAgainAfterTheServerItselfWasKilled() throws Exception {
    try (Visitor visitor = Visitor.start(project())) {
      visitor.awaitOpen();
      long pid = Long.parseLong(Files.readAllLines(pidFile()).get(0));
      List<ProcessHandle> children = ProcessHandle.of(pid).orElseThrow().descendants().toList();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
      awaitThat(() -> !Files.exists(Path.of("/proc", String.valueOf(pid), "cwd")));
      try (EmbeddedServer server = EmbeddedServer.open(project(), line -> {})) {
        assertThat(value(server.address(), "SELECT 1")).isEqualTo("1");
      }
    }
  }

  @Test
  void startsWhereAnotherProgramHasTheProcessIdOfAServerThatIsGone() throws Exception {
    Process other = new ProcessBuilder("sleep", "300").start();
    try (Visitor visitor = Visitor.start(project())) {
      visitor.awaitOpen();
      List<String> lines = Files.readAllLines(pidFile());
      visitor.leave();
      lines.set(0, String.valueOf(other.pid()));
      Files.write(pidFile(), lines);
      try (EmbeddedServer server = EmbeddedServer.open(project(), line -> {})) {
        assertThat(value(server.address(), "SELECT 1")).isEqualTo("1");
      }
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void makesOneDatabaseForTwoCommandsThatStartTogether() throws Exception {
    try (Visitor one = Visitor.start(project());
        Visitor two = Visitor.start(project())) {
      List<String> first = one.awaitOpen();
      List<String> second = two.awaitOpen();
      assertThat(last(first)).isEqualTo(last(second));
      assertThat(Stream.concat(first.stream(), second.stream()))
          .filteredOn(line -> line.startsWith("Creating"))
          .hasSize(1);
      one.leave();
      two.leave();
    }
    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void startsOverWhereACommandWasKilledWhileItMadeTheData() throws Exception {
    try (Visitor visitor = Visitor.start(project())) {
      awaitThat(() -> halfMade().anyMatch(made -> Files.exists(made.resolve("base/1"))));
      visitor.kill9();
    }
    assertThat(state("postgres")).doesNotExist();
    try (EmbeddedServer server = EmbeddedServer.open(project(), line -> {})) {
      assertThat(value(server.address(), "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void refusesTheDataOfAnotherMajorVersion() throws Exception {
    Files.createDirectories(state("postgres"));
    Files.writeString(state("postgres").resolve("PG_VERSION"), "16\n");
    assertThatThrownBy(() -> EmbeddedServer.open(project(), line -> {}))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS);
              assertThat(e).hasMessageContaining("is of PostgreSQL 16");
              assertThat(e.hint()).hasValueSatisfying(h -> assertThat(h).contains("--url"));
            });
    assertThat(state("users")).isEmptyDirectory();
  }

  @Test
  void showsTheServersLogWhenItDoesNotStart() throws Exception {
    EmbeddedServer.open(project(), line -> {}).close();
    Files.writeString(state("postgres").resolve("postgresql.conf"), "no_such_setting = 1\n");
    assertThatThrownBy(() -> EmbeddedServer.open(project(), line -> {}))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE);
              assertThat(e).hasMessageContaining("no_such_setting");
            });
  }

  private Path state(String name) {
    return project().resolve(".lockkeeper").resolve(name).normalize();
  }

  private Path pidFile() {
    return state("postgres").resolve("postmaster.pid");
  }

  private String rights(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(state(name)));
  }

  private Stream<Path> halfMade() {
    String[] names = state(".").toFile().list((in, name) -> name.startsWith("postgres.new"));
    return names == null ? Stream.empty() : Stream.of(names).map(this::state);
  }

  private static void awaitThat(java.util.function.BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(2);
    }
  }

  private static String last(List<String> lines) {
    return lines.get(lines.size() - 1);
  }

  private static Connection connect(DatabaseAddress address) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://" + address.display(),
        address.user(),
        address.password().orElseThrow().reveal());
  }

  private static void update(DatabaseAddress address, String sql) throws SQLException {
    try (Connection connection = connect(address);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(DatabaseAddress address, String query) throws SQLException {
    try (Connection connection = connect(address);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
