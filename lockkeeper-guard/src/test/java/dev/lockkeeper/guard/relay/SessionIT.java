package dev.lockkeeper.guard.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.link.Messages;
import dev.lockkeeper.guard.link.Watchdog;
import dev.lockkeeper.guard.server.ServerConnector;
import dev.lockkeeper.guard.wire.ErrorMessage;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How sessions through the relay end, and what is left of them. */
class SessionIT {
  private final Watchdog watchdog = new Watchdog();

  @AfterEach
  void nothingIsLeft() throws Exception {
    watchdog.close();
    Served.await(() -> Served.threads() == 0);
  }

  /** A session in which the test speaks the protocol itself. */
  private Link open(Served served) {
    return new ServerConnector(served.address(), Duration.ofSeconds(10), watchdog)
        .open(Map.of())
        .link();
  }

  private static List<Message> until(Link link, char type) throws IOException {
    List<Message> messages = new ArrayList<>();
    do {
      messages.add(Messages.read(link, 1 << 20));
    } while (messages.get(messages.size() - 1).type() != type);
    return messages;
  }

  private static ErrorMessage error(Link link) throws IOException {
    List<Message> messages = until(link, 'E');
    return ErrorMessage.of(messages.get(messages.size() - 1));
  }

  private static void query(Link link, String text) throws IOException {
    link.write(new MessageBuilder().text(text).build('Q').encoded());
  }

  private static void assertEnded(Link link) {
    assertThatThrownBy(() -> Messages.read(link, 1 << 20)).isInstanceOf(IOException.class);
    link.close();
  }

  private static String sessions(Served served) {
    return "SELECT count(*) FROM pg_stat_activity WHERE usename = '"
        + TempPostgres.SCRAM_ROLE
        + "' AND datname = '"
        + served.relay().address().database()
        + "'";
  }

  private static void awaitNoSession(Served served) throws Exception {
    try (Connection observer = TempPostgres.shared().connect("postgres")) {
      Served.await(
          () -> {
            try {
              return Served.ask(observer, sessions(served)).equals("0");
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          });
    }
  }

  @Test
  void leavesNothingWhenAClientSaysGoodBye() throws Exception {
    try (Served served = Served.ofNewDatabase(18)) {
      Link link = open(served);
      link.write(new MessageBuilder().build('X').encoded());
      assertThat(link.read(new byte[1], 0, 1)).isEqualTo(-1);
      link.close();
      Served.await(() -> served.relay().visitors() == 0);
      awaitNoSession(served);
    }
  }

  @Test
  void leavesNothingWhenAClientVanishes() throws Exception {
    try (Served served = Served.ofNewDatabase(18)) {
      Link link = open(served);
      query(link, "BEGIN; SELECT 1");
      until(link, 'Z');
      link.close();
      awaitNoSession(served);
      Served.await(() -> served.relay().visitors() == 0);
    }
  }

  @Test
  void answersAClientThatHasSaidItsLastWord() throws Exception {
    try (Served served = Served.ofNewDatabase(18)) {
      Link link = open(served);
      query(link, "SELECT pg_sleep(0.3)");
      link.endOutput();
      assertThat(until(link, 'Z')).extracting(Message::type).contains('D', 'C');
      assertEnded(link);
    }
  }

  @Test
  void sendsHalfMessagesOnAndWaitsForTheRest() throws Exception {
    try (Served served = Served.ofNewDatabase(18)) {
      Link link = open(served);
      byte[] query = new MessageBuilder().text("SELECT 42").build('Q').encoded();
      for (byte each : query) {
        link.write(new byte[] {each});
        TimeUnit.MILLISECONDS.sleep(2);
      }
      assertThat(until(link, 'Z')).extracting(Message::type).containsExactly('T', 'D', 'C', 'Z');
      link.write(query, 0, 7);
      link.close();
      awaitNoSession(served);
    }
  }

  @Test
  void endsTheSessionOfAClientThatSpeaksNonsense() throws Exception {
    try (Served served = Served.ofNewDatabase(18)) {
      for (byte[] nonsense :
          new byte[][] {
            {'z', 0, 0, 0, 4},
            {0},
            {(byte) 0x80, 1, 2, 3},
            ByteBuffer.allocate(5).put((byte) 'Q').putInt(Integer.MAX_VALUE).array(),
            ByteBuffer.allocate(5).put((byte) 'd').putInt(3).array(),
            ByteBuffer.allocate(5).put((byte) 'B').putInt(-1).array(),
          }) {
        Link link = open(served);
        link.write(nonsense);
        assertThat(error(link).sqlState()).isEqualTo("08P01");
        assertEnded(link);
      }
      awaitNoSession(served);
    }
  }

  @Test
  void passesTheServersLastWordsOn() throws Exception {
    try (Served served = Served.ofNewDatabase(18)) {
      Link link = open(served);
      TempPostgres.shared()
          .execute(
              "postgres",
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
                  + served.relay().address().database()
                  + "'");
      ErrorMessage error = error(link);
      assertThat(error.sqlState()).isEqualTo("57P01");
      assertThat(error.message()).contains("administrator");
      assertEnded(link);
    }
  }

  @Test
  void tellsTheClientThatTheServerDied() throws Exception {
    try (TempPostgres server = TempPostgres.start(Map.of());
        Served served = new Served(server.newAddress())) {
      Link idle = open(served);
      Link busy = open(served);
      query(busy, "SELECT pg_sleep(60)");
      TimeUnit.MILLISECONDS.sleep(200);
      server.kill9();
      for (Link link : List.of(idle, busy)) {
        ErrorMessage error = error(link);
        // A backend that outlives the postmaster for a moment says itself that it has to go.
        assertThat(error.sqlState()).isIn("08006", "57P01");
        assertThat(error.message()).containsAnyOf("was lost", "postmaster");
        assertEnded(link);
      }
      assertThatThrownBy(served::connect)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasMessageContaining("cannot be reached");
      server.restart();
      try (Connection connection = served.connect()) {
        assertThat(Served.ask(connection, "SELECT 1")).isEqualTo("1");
      }
    }
  }

  /** A server that stops in the middle of a message: nothing may be put into that message. */
  @Test
  void breaksIntoNoMessage() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> halfAnswers(listener));
      server.setDaemon(true);
      server.start();
      DatabaseAddress address =
          DatabaseAddress.parse(
              "postgres://a@127.0.0.1:" + listener.getLocalPort() + "/b?sslmode=disable");
      try (Served served = new Served(address)) {
        Link link = open(served);
        query(link, "SELECT 1");
        byte[] read = new byte[100];
        int count = 0;
        int more = link.read(read, 0, read.length);
        while (more > 0) {
          count += more;
          more = link.read(read, count, read.length - count);
        }
        assertThat(count).isEqualTo(6);
        link.close();
      }
    }
  }

  private static void halfAnswers(ServerSocket listener) {
    try {
      while (true) {
        try (Socket socket = listener.accept()) {
          byte[] ready = {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'};
          socket.getInputStream().read(new byte[1000]);
          socket.getOutputStream().write(ready);
          int type = socket.getInputStream().read();
          if (type == 'Q') {
            socket.getOutputStream().write(new byte[] {'D', 0, 0, 0, 99, 7});
          }
        }
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  @Test
  void manyConnectionsAtOnceAndNoneLeft() throws Exception {
    try (Served served = Served.ofNewDatabase(18)) {
      List<CompletableFuture<Connection>> opening = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        opening.add(CompletableFuture.supplyAsync(() -> connected(served)));
      }
      List<Connection> open = new ArrayList<>();
      for (CompletableFuture<Connection> each : opening) {
        open.add(each.get(60, TimeUnit.SECONDS));
      }
      assertThat(served.relay().visitors()).isEqualTo(50);
      for (Connection each : open) {
        assertThat(Served.ask(each, "SELECT 1")).isEqualTo("1");
        each.close();
      }
      Served.await(() -> served.relay().visitors() == 0);
      awaitNoSession(served);
    }
  }

  private static Connection connected(Served served) {
    try {
      return served.connect();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void stoppingEndsEverybody() throws Exception {
    Served served = Served.ofNewDatabase(18);
    Link idle = open(served);
    Link busy = open(served);
    query(busy, "SELECT pg_sleep(60)");
    try (Socket silent = served.stranger();
        Connection deaf = served.connect();
        Statement flood = deaf.createStatement()) {
      CompletableFuture<String> flooded = CompletableFuture.supplyAsync(() -> flood(flood));
      Served.await(() -> served.relay().visitors() == 4);
      watchdog.close();
      long begun = System.nanoTime();
      served.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
      Served.await(() -> Served.threads() == 0);
      assertThat(served.relay().visitors()).isZero();
      assertThat(error(idle).sqlState()).isEqualTo("57P01");
      assertThat(error(busy).sqlState()).as("its statement is cancelled").isEqualTo("57014");
      assertThat(error(busy).sqlState()).isEqualTo("57P01");
      assertEnded(idle);
      assertEnded(busy);
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(flooded.get(20, TimeUnit.SECONDS)).isNotEmpty();
      assertThatThrownBy(served::stranger).isInstanceOf(IOException.class);
    }
    Served.await(() -> isGone(served));
  }

  private static String flood(Statement statement) {
    try {
      statement.execute("SELECT repeat('x', 1000) FROM generate_series(1, 1000000)");
      return "";
    } catch (SQLException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static boolean isGone(Served served) {
    try (Connection observer = TempPostgres.shared().connect("postgres")) {
      return Integer.parseInt(Served.ask(observer, sessions(served))) <= 1;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
