package dev.lockkeeper.guard.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.Messages;
import dev.lockkeeper.guard.link.Watchdog;
import dev.lockkeeper.guard.wire.FieldReader;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import dev.lockkeeper.testing.TempPostgres;
import dev.lockkeeper.testing.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions on real servers, with every authentication and every kind of connection. */
class ServerConnectorIT {
  private static final String PASSWORD = "pä ss:w/rd%20";
  private static final Map<Integer, TempPostgres> SERVERS = new HashMap<>();

  @TempDir static Path folder;

  private static TestCertificate certificate;
  private final Watchdog watchdog = new Watchdog();

  @BeforeAll
  static void start() throws Exception {
    certificate = TestCertificate.make(folder, "server", "dns:localhost,ip:127.0.0.1");
    for (int major : new int[] {14, 18}) {
      TempPostgres server =
          TempPostgres.start(
              major,
              Map.of(
                  "ssl",
                  "on",
                  "ssl_cert_file",
                  certificate.certificate().toString(),
                  "ssl_key_file",
                  certificate.key().toString()));
      server.execute(
          "postgres",
          "CREATE ROLE clear_role LOGIN PASSWORD '" + PASSWORD + "'",
          "SET password_encryption TO 'md5'; CREATE ROLE md5_role LOGIN PASSWORD '"
              + PASSWORD
              + "'",
          "RESET password_encryption; CREATE ROLE sealed_role LOGIN PASSWORD '" + PASSWORD + "'");
      server.accessRules(
          "host all clear_role 127.0.0.1/32 password",
          "host all md5_role 127.0.0.1/32 md5",
          "hostssl all sealed_role 127.0.0.1/32 scram-sha-256",
          "local all clear_role password");
      SERVERS.put(major, server);
    }
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(TempPostgres::close);
  }

  @AfterEach
  void release() {
    watchdog.close();
  }

  private static DatabaseAddress address(int major, String role, String password) {
    DatabaseAddress address = server(major).address("postgres").withUser(role);
    return password.isEmpty() ? address : address.withPassword(Secret.of(password));
  }

  private static DatabaseAddress with(DatabaseAddress address, String... parameters) {
    Map<String, String> all = new HashMap<>(address.parameters());
    for (int i = 0; i < parameters.length; i += 2) {
      all.put(parameters[i], parameters[i + 1]);
    }
    return new DatabaseAddress(
        address.host(),
        address.port(),
        address.database(),
        address.user(),
        address.password(),
        all);
  }

  private static TempPostgres server(int major) {
    TempPostgres server = SERVERS.get(major);
    if (server == null) {
      throw new IllegalStateException("no server " + major);
    }
    return server;
  }

  private ServerSession open(DatabaseAddress address, Map<String, String> settings) {
    return new ServerConnector(address, Duration.ofSeconds(10), watchdog).open(settings);
  }

  /** Opens a session, runs a query and gives the first column of its row. */
  private String ask(DatabaseAddress address, String query) throws IOException {
    return ask(open(address, Map.of()), query);
  }

  private static String ask(ServerSession session, String query) throws IOException {
    session.link().write(new MessageBuilder().text(query).build('Q').encoded());
    String value = "";
    for (Message message = next(session); message.type() != 'Z'; message = next(session)) {
      if (message.type() == 'D') {
        FieldReader row = message.fields();
        assertThat(row.bytes(2)).containsExactly(0, 1);
        value = new String(row.bytes(row.int32()), StandardCharsets.UTF_8);
      }
    }
    session.link().close();
    return value;
  }

  private static Message next(ServerSession session) throws IOException {
    return Messages.read(session.link(), 1 << 20);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void authenticatesInEveryWay(int major) throws IOException {
    for (String role : new String[] {"clear_role", "md5_role", "sealed_role"}) {
      assertThat(ask(address(major, role, PASSWORD), "SELECT current_user")).isEqualTo(role);
    }
    assertThat(ask(address(major, "postgres", ""), "SELECT current_user")).isEqualTo("postgres");
    assertThat(ask(server(major).scramAddress("postgres"), "SELECT current_user"))
        .isEqualTo(TempPostgres.SCRAM_ROLE);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void refusesToGoOnWithoutTheRightPassword(int major) {
    for (String role : new String[] {"clear_role", "md5_role", "sealed_role"}) {
      assertThatThrownBy(() -> open(address(major, role, "wrong"), Map.of()))
          .isInstanceOfSatisfying(
              LockkeeperException.class,
              e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION);
                assertThat(e.sqlState()).hasValue("28P01");
                assertThat(e.hint()).isPresent();
              })
          .hasMessageContaining(role)
          .hasMessageNotContaining("wrong");
      assertThatThrownBy(() -> open(address(major, role, ""), Map.of()))
          .isInstanceOfSatisfying(
              LockkeeperException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.AUTHENTICATION))
          .hasMessageContaining("asks for a password, and none is set");
    }
  }

  @Test
  void takesAnEmptyPasswordForNone() {
    for (String role : new String[] {"clear_role", "md5_role", "sealed_role"}) {
      DatabaseAddress address = server(18).address("postgres").withUser(role);
      assertThatThrownBy(() -> open(address.withPassword(Secret.of("")), Map.of()))
          .as(role)
          .hasMessageContaining("asks for a password, and none is set");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 18})
  void encryptsAsTheAddressAsks(int major) throws IOException {
    DatabaseAddress plain = address(major, "postgres", "");
    String encrypted = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    assertThat(ask(with(plain, "sslmode", "disable"), encrypted)).isEqualTo("f");
    for (String mode : new String[] {"allow", "prefer", "require"}) {
      assertThat(ask(with(plain, "sslmode", mode), encrypted)).as(mode).isEqualTo("t");
    }
    assertThat(ask(plain, encrypted)).isEqualTo("t");
    for (String mode : new String[] {"verify-ca", "verify-full"}) {
      DatabaseAddress verified =
          with(plain, "sslmode", mode, "sslrootcert", certificate.certificate().toString());
      assertThat(ask(verified, encrypted)).as(mode).isEqualTo("t");
    }
  }

  @Test
  void bindsTheAuthenticationToTheChannel() throws IOException {
    DatabaseAddress sealed =
        with(address(18, "sealed_role", PASSWORD), "channelBinding", "require");
    assertThat(ask(sealed, "SELECT current_user")).isEqualTo("sealed_role");
    assertThatThrownBy(
            () ->
                open(
                    with(
                        server(18).scramAddress("postgres"),
                        "channelBinding",
                        "require",
                        "sslmode",
                        "disable"),
                    Map.of()))
        .isInstanceOf(LockkeeperException.class)
        .hasMessageContaining("channel_binding=require");
    assertThatThrownBy(
            () ->
                open(
                    with(address(18, "clear_role", PASSWORD), "channelBinding", "require"),
                    Map.of()))
        .isInstanceOf(LockkeeperException.class)
        .hasMessageContaining("channel_binding=require");
  }

  @Test
  void trustsNobodyElse() throws Exception {
    TestCertificate other = TestCertificate.make(folder, "other", "dns:elsewhere");
    DatabaseAddress stranger =
        with(
            address(18, "postgres", ""),
            "sslmode",
            "verify-ca",
            "sslrootcert",
            other.certificate().toString());
    assertThatThrownBy(() -> open(stranger, Map.of()))
        .isInstanceOf(LockkeeperException.class)
        .hasMessageContaining("TLS with sslmode=verify-ca failed");
    DatabaseAddress nowhere = with(stranger, "sslrootcert", "/nowhere/root.crt");
    assertThatThrownBy(() -> open(nowhere, Map.of()))
        .isInstanceOfSatisfying(
            LockkeeperException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS))
        .hasMessageContaining("/nowhere/root.crt");
  }

  @Test
  void checksTheNameOnlyWhereItIsAsked() throws Exception {
    TestCertificate elsewhere = TestCertificate.make(folder, "elsewhere", "dns:elsewhere");
    try (TempPostgres server =
        TempPostgres.start(
            Map.of(
                "ssl",
                "on",
                "ssl_cert_file",
                elsewhere.certificate().toString(),
                "ssl_key_file",
                elsewhere.key().toString()))) {
      DatabaseAddress address =
          with(
              server.address("postgres"),
              "sslrootcert",
              elsewhere.certificate().toString(),
              "sslmode",
              "verify-ca");
      assertThat(ask(address, "SELECT 1")).isEqualTo("1");
      assertThatThrownBy(() -> open(with(address, "sslmode", "verify-full"), Map.of()))
          .isInstanceOf(LockkeeperException.class)
          .hasMessageContaining("TLS with sslmode=verify-full failed");
    }
  }

  @Test
  void requiresWhatTheServerMustOffer() throws IOException {
    TempPostgres plain = TempPostgres.shared();
    assertThat(ask(plain.address("postgres"), "SELECT 1")).isEqualTo("1");
    assertThatThrownBy(() -> open(with(plain.address("postgres"), "sslmode", "require"), Map.of()))
        .isInstanceOf(LockkeeperException.class)
        .hasMessageContaining("it offers no TLS, which sslmode=require asks for");
  }

  @Test
  void speaksOverAUnixSocket() throws IOException {
    DatabaseAddress socket = server(18).socketAddress("postgres").withUser("clear_role");
    assertThat(ask(socket.withPassword(Secret.of(PASSWORD)), "SELECT current_user"))
        .isEqualTo("clear_role");
    DatabaseAddress gone =
        new DatabaseAddress(
            folder.toString(), 5432, "postgres", "postgres", Optional.empty(), Map.of());
    assertThatThrownBy(() -> open(gone, Map.of()))
        .isInstanceOfSatisfying(
            LockkeeperException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNREACHABLE));
  }

  @Test
  void handsOnWhatTheClientAndTheAddressWantToHaveSet() throws IOException {
    DatabaseAddress address =
        with(address(18, "postgres", ""), "ApplicationName", "ours", "options", "-c work_mem=2MB");
    assertThat(ask(address, "SELECT current_setting('application_name')")).isEqualTo("ours");
    Map<String, String> wishes =
        Map.of(
            "application_name", "theirs",
            "options", "-c lock_timeout=3s",
            "user", "nobody",
            "database", "none");
    String query =
        "SELECT concat_ws(' ', current_setting('application_name'), current_setting('work_mem'),"
            + " current_setting('lock_timeout'), current_user, current_database())";
    assertThat(ask(open(address, wishes), query)).isEqualTo("theirs 2MB 3s postgres postgres");
  }

  @Test
  void greetsWithParametersAndAKey() {
    ServerSession session = open(address(18, "postgres", ""), Map.of());
    assertThat(session.greeting()).extracting(Message::type).contains('S').doesNotContain('K', 'Z');
    assertThat(session.key()).isPresent();
    session.link().close();
  }

  @Test
  void saysWhatIsWrongWithTheDatabase() {
    assertThatThrownBy(
            () ->
                open(
                    new DatabaseAddress(
                        "127.0.0.1",
                        server(18).port(),
                        "none",
                        "postgres",
                        Optional.empty(),
                        Map.of()),
                    Map.of()))
        .isInstanceOfSatisfying(
            LockkeeperException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS);
              assertThat(e.sqlState()).hasValue("3D000");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"sslcert", "sslkey", "sslfactory"})
  void refusesWhatItWouldLeaveOut(String parameter) {
    assertThatThrownBy(() -> open(with(address(18, "postgres", ""), parameter, "x"), Map.of()))
        .isInstanceOfSatisfying(
            LockkeeperException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SETTINGS))
        .hasMessageContaining(parameter);
  }
}
