package dev.lockkeeper.guard.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.guard.wire.Bits;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.guard.wire.Opening;
import dev.lockkeeper.guard.wire.Startup;
import dev.lockkeeper.testing.TempPostgres;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets in, and what everybody else is told. */
class ReceptionIT {
  private final Served served = Served.ofNewDatabase(18);

  @AfterEach
  void close() throws Exception {
    served.close();
    Served.await(() -> Served.threads() == 0);
  }

  @Test
  void refusesEverybodyWithoutTheOneTimePassword() {
    for (String password : new String[] {"wrong", TempPostgres.SCRAM_PASSWORD}) {
      assertThatThrownBy(() -> served.connect("password", password))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"))
          .hasMessageContaining("one-time password");
    }
    assertThat(served.log()).hasSize(2).allMatch(line -> line.contains("was refused"));
  }

  @Test
  void takesAnyUserForTheRealOne() throws SQLException {
    try (Connection connection = served.connect("user", "whoever")) {
      assertThat(Served.ask(connection, "SELECT current_user")).isEqualTo(TempPostgres.SCRAM_ROLE);
    }
  }

  @Test
  void refusesAnotherDatabaseByName() {
    assertThatThrownBy(() -> served.connect("database", "other"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("3D000"))
        .hasMessageContaining("not \"other\"");
  }

  @Test
  void refusesReplicationByName() {
    assertThatThrownBy(
            () -> served.connect("replication", "database", "assumeMinServerVersion", "9.4"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"))
        .hasMessageContaining("replication");
  }

  @Test
  void offersNoKerberosAndGoesOn() throws IOException {
    try (Socket client = served.stranger()) {
      DataInputStream in = new DataInputStream(client.getInputStream());
      client.getOutputStream().write(new MessageBuilder().int32(Opening.GSS_CODE).packet());
      assertThat(in.readByte()).isEqualTo((byte) 'N');
      client.getOutputStream().write(startup(3, 0));
      assertThat(in.readByte()).isEqualTo((byte) 'R');
    }
    try (Socket client = served.stranger()) {
      client.getOutputStream().write(new MessageBuilder().int32(Opening.GSS_CODE).packet());
      client.getOutputStream().write(new MessageBuilder().int32(Opening.GSS_CODE).packet());
      assertThat(answer(client)).startsWith("N").contains("08P01");
    }
  }

  @Test
  void encryptsForClientsThatInsist() throws SQLException {
    for (String mode : new String[] {"require", "prefer", "disable"}) {
      try (Connection connection = served.connect("sslmode", mode);
          PreparedStatement statement = connection.prepareStatement("SELECT length(?)")) {
        statement.setString(1, "x".repeat(5_000_000));
        try (ResultSet row = statement.executeQuery()) {
          assertThat(row.next()).isTrue();
          assertThat(row.getInt(1)).isEqualTo(5_000_000);
        }
      }
    }
    assertThatThrownBy(() -> served.connect("sslmode", "require", "password", "wrong"))
        .hasMessageContaining("one-time password");
    assertThatThrownBy(() -> served.connect("sslmode", "verify-full"))
        .isInstanceOf(SQLException.class);
  }

  /** Whatever comes before the handshake must not count as said over TLS. */
  @Test
  void takesNothingThatIsPushedInFrontOfTls() throws IOException {
    try (Socket client = served.stranger()) {
      byte[] startup = startup(3, 0);
      byte[] both =
          ByteBuffer.allocate(8 + startup.length).put(Opening.tlsRequest()).put(startup).array();
      client.getOutputStream().write(both);
      assertThat(answer(client)).startsWith("S").doesNotContain("SCRAM");
    }
  }

  @Test
  void settlesForTheProtocolThatEverybodySpeaks() throws IOException {
    try (Socket client = served.stranger()) {
      client.getOutputStream().write(startup(3, 2));
      DataInputStream in = new DataInputStream(client.getInputStream());
      assertThat(in.readByte()).isEqualTo((byte) 'v');
      assertThat(in.readInt()).isEqualTo(12);
      assertThat(in.readInt()).isEqualTo(196608);
      assertThat(in.readInt()).isZero();
      assertThat(in.readByte()).isEqualTo((byte) 'R');
    }
    try (Socket client = served.stranger()) {
      client.getOutputStream().write(startup(2, 0));
      assertThat(answer(client)).contains("0A000").contains("protocol 3, not 2");
    }
  }

  @Test
  void refusesPacketsThatAreNone() throws IOException {
    for (byte[] packet :
        new byte[][] {
          "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
          ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).putInt(196608).array(),
          ByteBuffer.allocate(8).putInt(-1).putInt(196608).array(),
          new MessageBuilder().int32(196608).bytes(new byte[] {'u', 's'}).packet(),
        }) {
      try (Socket client = served.stranger()) {
        client.getOutputStream().write(packet);
        assertThat(answer(client)).startsWith("E").contains("08P01");
      }
    }
  }

  @Test
  void refusesAuthenticationsThatAreNone() throws IOException {
    for (byte[] message :
        new byte[][] {
          new MessageBuilder().text("SELECT 1").build('Q').encoded(),
          new MessageBuilder().text("secret").build('p').encoded(),
          first("SCRAM-SHA-1", "n,,n=,r=abc"),
          first("SCRAM-SHA-256", "p=tls-unique,,n=,r=abc"),
          first("SCRAM-SHA-256", "n,,r=abc"),
          first("SCRAM-SHA-256", ""),
          ByteBuffer.allocate(5).put((byte) 'p').putInt(Integer.MAX_VALUE).array(),
        }) {
      try (Socket client = served.stranger()) {
        client.getOutputStream().write(startup(3, 0));
        client.getOutputStream().write(message);
        assertThat(answer(client)).startsWith("R").contains("08P01");
      }
    }
  }

  @Test
  void survivesAnything() throws Exception {
    for (int seed = 0; seed < 300; seed++) {
      Bits bits = new Bits(seed);
      try (Socket client = served.stranger()) {
        if (bits.below(2) == 0) {
          client.getOutputStream().write(startup(3, bits.below(3)));
        }
        client.getOutputStream().write(bits.anything());
        client.shutdownOutput();
        answer(client);
      } catch (IOException e) {
        // Closing while something is under way resets the connection, which is an answer, too.
      }
    }
    Served.await(() -> served.relay().visitors() == 0);
    try (Connection connection = served.connect()) {
      assertThat(Served.ask(connection, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void hearsOthersWhileManyStaySilent() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        silent.add(served.stranger());
      }
      Served.await(() -> served.relay().visitors() == 40);
      try (Connection connection = served.connect()) {
        assertThat(Served.ask(connection, "SELECT 1")).isEqualTo("1");
      }
      // Those are closed when their ten seconds are over.
      assertThat(silent.get(0).getInputStream().read()).isEqualTo(-1);
      Served.await(() -> served.relay().visitors() == 0);
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
    assertThat(served.log()).hasSize(40).allMatch(line -> line.endsWith("in time"));
  }

  @Test
  void ignoresCancelRequestsOfStrangers() throws Exception {
    try (Socket client = served.stranger()) {
      client
          .getOutputStream()
          .write(new MessageBuilder().int32(Opening.CANCEL_CODE).int32(1).int32(2).packet());
      assertThat(answer(client)).isEmpty();
    }
  }

  private static byte[] first(String mechanism, String words) {
    byte[] bytes = words.getBytes(StandardCharsets.US_ASCII);
    return new MessageBuilder()
        .text(mechanism)
        .int32(bytes.length)
        .bytes(bytes)
        .build('p')
        .encoded();
  }

  private byte[] startup(int major, int minor) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("user", "a");
    parameters.put("database", served.relay().address().database());
    return new Startup(major, minor, parameters).encoded();
  }

  /** Everything that the relay says until it closes, also if it leaves some of our bytes unread. */
  private static String answer(Socket client) throws IOException {
    StringBuilder said = new StringBuilder();
    try {
      for (int next = client.getInputStream().read();
          next >= 0;
          next = client.getInputStream().read()) {
        said.append((char) next);
      }
    } catch (SocketException e) {
      // reset, since it did not read everything
    }
    return said.toString();
  }
}
