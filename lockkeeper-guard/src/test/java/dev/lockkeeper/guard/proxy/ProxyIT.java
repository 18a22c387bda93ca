package dev.lockkeeper.guard.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.SystemProcess;
import dev.lockkeeper.testing.TempPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxies that start slowly, fail, hang, lie, or find their port taken; none is left running. */
@Timeout(120)
class ProxyIT {
  private static final Pattern PID = Pattern.compile("fake proxy (\\d+) starts");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(1500);

  private final TempPostgres server = TempPostgres.shared();
  private final String database = server.newDatabase();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>(System.getenv());
  @TempDir Path folder;

  /** An address that leads nowhere, so that all goes through the proxy. */
  private DatabaseAddress address() {
    return server.scramAddress(database).at("db.invalid", 1);
  }

  private Proxy.Start start(ProxySettings settings) {
    return start(settings, () -> false);
  }

  private Proxy.Start start(ProxySettings settings, BooleanSupplier stop) {
    return new Proxy.Start(settings, address(), new ProxyHome(folder, environment), printed, stop);
  }

  private LockkeeperException failure(Proxy.Start start) {
    LockkeeperException failure =
        catchThrowableOfType(
            LockkeeperException.class, () -> start.onOneOf(Loopback::freePort).close());
    assertThat(failure.databaseState()).isPresent();
    assertThat(failure.hint()).isPresent();
    return failure;
  }

  private String output() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private List<Long> pids() {
    return PID.matcher(output()).results().map(found -> Long.parseLong(found.group(1))).toList();
  }

  @AfterEach
  void nothingIsLeft() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (pids().stream().anyMatch(SystemProcess::isRunning) || areThreadsLeft()) {
      assertThat(System.nanoTime()).as("left running: " + output()).isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  private static boolean areThreadsLeft() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .anyMatch(name -> name.startsWith("proxy-") || name.startsWith("child-"));
  }

  private static String askedWho(DatabaseAddress address) throws Exception {
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://"
                    + address.host()
                    + ":"
                    + address.port()
                    + "/"
                    + address.database(),
                address.user(),
                address.password().orElseThrow().reveal());
        ResultSet row =
            connection
                .createStatement()
                .executeQuery("SELECT current_user || current_database()")) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }

  @Test
  void waitsForASlowOneAndLeadsThroughIt() throws Exception {
    int port;
    try (Proxy proxy =
        start(FakeProxy.settings(folder, LONG, server.port(), "slow"))
            .onOneOf(Loopback::freePort)) {
      port = proxy.address().port();
      assertThat(proxy.address().host()).isEqualTo("127.0.0.1");
      assertThat(port).isNotEqualTo(server.port());
      assertThat(askedWho(proxy.address())).isEqualTo(TempPostgres.SCRAM_ROLE + database);
      assertThat(proxy.failure()).isEmpty();
      assertThat(output()).contains("fake proxy listens");
    }
    assertThat(Loopback.isFree(port)).isTrue();
  }

  @Test
  void tellsWhatItPrintedBeforeItEnded() throws IOException {
    environment.put("SOME_TOKEN", "a-token-of-twenty-letters");
    LockkeeperException failure =
        failure(
            start(
                FakeProxy.settings(
                    folder, LONG, server.port(), "fails", "a-token-of-twenty-letters")));
    assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
    assertThat(failure)
        .hasMessageContaining("python3 has ended by itself, with exit code 1, before the database")
        .hasMessageContaining("\n  the password is not ***");
  }

  @ParameterizedTest
  @CsvSource({
    "hangs, refused",
    "silent, ''",
    "closes, ''",
    "wrong, what answers there is not PostgreSQL"
  })
  void givesUpOnOneThroughWhichNoDatabaseAnswers(String mode, String reason) throws IOException {
    LockkeeperException failure =
        failure(start(FakeProxy.settings(folder, SHORT, server.port(), mode)));
    assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
    assertThat(failure)
        .hasMessageContaining("no database answered through python3 on port ")
        .hasMessageContaining(" within 1.5 s: ")
        .hasMessageContaining(reason)
        .hasMessageContaining("\n  fake proxy ");
    assertThat(failure.hint().orElseThrow()).contains("proxy.ready-timeout");
  }

  @Test
  void takesAnotherPortWhenSomebodyElseHasTakenTheFirst() throws Exception {
    // What answers there is PostgreSQL, but not through the proxy.
    Deque<Integer> ports = new ArrayDeque<>(List.of(server.port(), Loopback.freePort()));
    ProxySettings settings = FakeProxy.settings(folder, LONG, server.port(), "stubborn");
    try (Proxy proxy = start(settings).onOneOf(ports::remove)) {
      assertThat(proxy.address().port()).isNotEqualTo(server.port());
      assertThat(askedWho(proxy.address())).isEqualTo(TempPostgres.SCRAM_ROLE + database);
    }
  }

  @ParameterizedTest
  @CsvSource({"stubborn", "''"})
  void neverTakesSomebodyElsesServerForTheProxy(String mode) throws IOException {
    Proxy.Start start = start(FakeProxy.settings(folder, LONG, server.port(), mode));
    LockkeeperException failure =
        catchThrowableOfType(LockkeeperException.class, () -> start.onOneOf(server::port).close());
    assertThat(failure.code()).isEqualTo(ErrorCode.UNREACHABLE);
    assertThat(failure)
        .hasMessageContaining("it is not python3 that listens on port " + server.port());
  }

  @Test
  void stopsToWaitWhenAskedTo() throws IOException {
    ProxySettings settings = FakeProxy.settings(folder, LONG, server.port(), "silent");
    LockkeeperException failure =
        failure(start(settings, () -> output().contains("fake proxy listens")));
    assertThat(failure.code()).isEqualTo(ErrorCode.INTERRUPTED);
  }

  @Test
  void saysThatThereIsNoSuchProgram() {
    LockkeeperException failure =
        failure(start(new ProxySettings(List.of("cloud-sql-prox", "{port}"), LONG)));
    assertThat(failure.code()).isEqualTo(ErrorCode.CHILD_NOT_FOUND);
    assertThat(failure).hasMessageContaining("there is no program cloud-sql-prox");
  }

  @Test
  void keepsThePasswordFromIt() throws Exception {
    environment.put("PGPASSWORD", TempPostgres.SCRAM_PASSWORD);
    environment.put("CSQL_PROXY_QUIET", "true");
    try (Proxy proxy =
        start(FakeProxy.settings(folder, LONG, server.port())).onOneOf(Loopback::freePort)) {
      assertThat(proxy.failure()).isEmpty();
      String variables =
          Files.readString(
              Path.of("/proc", String.valueOf(pids().get(0)), "environ"),
              StandardCharsets.ISO_8859_1);
      assertThat(variables)
          .contains("CSQL_PROXY_QUIET=true")
          .doesNotContain("PGPASSWORD", TempPostgres.SCRAM_PASSWORD);
    }
    LockkeeperException failure =
        failure(
            start(
                FakeProxy.settings(folder, LONG, server.port(), "", TempPostgres.SCRAM_PASSWORD)));
    assertThat(failure.code()).isEqualTo(ErrorCode.USAGE);
    assertThat(failure).hasMessageContaining("argument 5 of the program holds the database's");
  }

  @Test
  void tellsThatItHasEndedMeanwhile() throws Exception {
    try (Proxy proxy =
        start(FakeProxy.settings(folder, LONG, server.port())).onOneOf(Loopback::freePort)) {
      Matcher pid = PID.matcher(output());
      assertThat(pid.find()).isTrue();
      ProcessHandle process = ProcessHandle.of(Long.parseLong(pid.group(1))).orElseThrow();
      process.destroyForcibly();
      process.onExit().join();
      assertThat(proxy.failure().orElseThrow())
          .startsWith("python3 has ended by itself, with exit code 137")
          .contains("\n  fake proxy listens");
    }
  }
}
