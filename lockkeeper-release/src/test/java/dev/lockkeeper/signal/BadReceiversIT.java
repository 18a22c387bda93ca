package dev.lockkeeper.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Whatever a receiver does, a run ends, with one warning that shows no secret. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
@EnabledIfSystemProperty(named = "suites", matches = "full")
class BadReceiversIT {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";

  @Test
  void oneThatNeverAnswersIsGivenUp() {
    try (RudeServer server = new RudeServer((client, in, out) -> TimeUnit.DAYS.sleep(1))) {
      assertWarning(
          hurried(server.endpoint()), server.endpoint(), "run.started: it does not answer");
    }
  }

  @Test
  void oneThatAnswersByteByByteIsGivenUp() {
    try (RudeServer server = new RudeServer(RudeServer.dripping("HTTP/1.1 200 OK\r\nX-A: b"))) {
      assertWarning(
          hurried(server.endpoint()), server.endpoint(), "run.started: it does not answer");
    }
  }

  @Test
  void aBodyThatComesByteByByteIsNotWaitedFor() {
    try (RudeServer server =
        new RudeServer(
            (client, in, out) -> {
              out.write((HEAD + "Content-Length: 1000000\r\n\r\n").getBytes());
              RudeServer.dripping("x").treat(client, in, out);
            })) {
      assertThat(tell(server.endpoint())).isEmpty();
    }
  }

  @Test
  void aBodyWithoutAnEndIsNotRead() {
    try (RudeServer server = new RudeServer(RudeServer.endless(HEAD + "\r\n"))) {
      assertThat(tell(server.endpoint())).isEmpty();
    }
  }

  @Test
  void aHeadWithoutAnEndIsNotRead() {
    try (RudeServer server = new RudeServer(RudeServer.endless(HEAD + "X-A: "))) {
      assertThat(hurried(server.endpoint())).hasSize(1);
    }
  }

  @Test
  void oneThatResetsIsTriedAgain() {
    try (RudeServer server = new RudeServer((client, in, out) -> reset(client))) {
      assertWarning(server.endpoint(), "run.started: the connection fails with ");
      assertThat(server.visits()).isGreaterThan(2);
    }
  }

  @Test
  void oneThatSpeaksAnotherProtocolIsGivenUp() {
    try (RudeServer server =
        new RudeServer((client, in, out) -> out.write("220 mail ESMTP\r\n".getBytes()))) {
      assertWarning(server.endpoint(), "run.started: the connection fails with ");
    }
  }

  @Test
  void oneThatIsNotThereIsGivenUp() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertWarning(
        Endpoint.confidential(Secret.of("http://127.0.0.1:" + port + "/hook"), "test"),
        "run.started: it cannot be reached");
  }

  @Test
  void oneThatFailsForAMomentIsTriedAgainInOrder() {
    try (Receiver receiver = new Receiver(503, 429)) {
      assertThat(tell(receiver.endpoint("/hook"))).isEmpty();
      assertThat(receiver.requests())
          .extracting(request -> request.header("X-lockkeeper-event"))
          .containsExactly("run.started", "run.started", "run.started", "run.finished");
      assertThat(receiver.requests().subList(0, 3))
          .extracting(request -> request.header("X-lockkeeper-delivery"))
          .containsOnly(receiver.requests().get(0).header("X-lockkeeper-delivery"));
    }
  }

  @Test
  void oneThatFailsAndFailsIsGivenUp() {
    try (Receiver receiver = new Receiver(500, 500, 500, 500, 500, 500, 500, 500, 500)) {
      assertWarning(receiver.endpoint("/hook"), "run.started: it answers 500");
    }
  }

  @Test
  void oneThatRefusesIsNotTriedAgain() {
    try (Receiver receiver = new Receiver(404, 404)) {
      assertWarning(receiver.endpoint("/hook"), "run.started: it answers 404");
      assertThat(receiver.requests()).hasSize(2);
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (Receiver other = new Receiver();
        Receiver receiver =
            new Receiver(
                (exchange, status) -> {
                  exchange
                      .getResponseHeaders()
                      .add("Location", other.endpoint("/stolen").reveal().toString());
                  exchange.sendResponseHeaders(307, -1);
                })) {
      assertWarning(receiver.endpoint("/hook"), "run.started: it answers 307");
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void oneDoesNotKeepAnotherWaiting() {
    try (RudeServer silent = new RudeServer((client, in, out) -> TimeUnit.DAYS.sleep(1));
        Receiver receiver = new Receiver()) {
      RunSignals signals =
          Telling.signals(
              Telling.channel(Channel.Kind.SLACK, silent.endpoint()),
              Telling.channel(Channel.Kind.WEBHOOK, receiver.endpoint("/hook")));
      assertThat(Telling.run(signals, Optional.empty(), true)).hasSize(1);
      assertThat(receiver.requests()).hasSize(2);
    }
  }

  @Test
  void addressesAreConfidentialAndNotShown() {
    assertThat(confidential("https://hooks.slack.com/services/T0/B0/secret").toString())
        .isEqualTo("https://hooks.slack.com/\u2026");
    assertThat(confidential("http://localhost:8080").toString()).isEqualTo("http://localhost:8080");
    for (String wrong :
        List.of(
            "http://hooks.example.com/secret",
            "http://127.0.0.1.example.com/secret",
            "ftp://host/secret",
            "https:///secret",
            "https://user:secret@host/",
            "https://host/ secret")) {
      assertThatThrownBy(() -> confidential(wrong))
          .isInstanceOf(LockkeeperException.class)
          .hasMessageStartingWith("here: ")
          .hasNoCause()
          .message()
          .doesNotContain("secret");
    }
  }

  private static Endpoint confidential(String url) {
    return Endpoint.confidential(Secret.of(url), "here");
  }

  private static void reset(Socket client) throws IOException {
    client.setSoLinger(true, 0);
    client.close();
  }

  private static void assertWarning(Endpoint endpoint, String why) {
    assertWarning(tell(endpoint), endpoint, why);
  }

  private static void assertWarning(List<String> warnings, Endpoint endpoint, String why) {
    assertThat(warnings).hasSize(1);
    assertThat(warnings.get(0))
        .startsWith("webhook at " + endpoint + " did not get " + why)
        .doesNotContain("/hook");
  }

  private static List<String> tell(Endpoint endpoint) {
    return Telling.run(
        Telling.signals(Telling.channel(Channel.Kind.WEBHOOK, endpoint)), Optional.empty());
  }

  private static List<String> hurried(Endpoint endpoint) {
    return Telling.run(
        Telling.signals(Telling.channel(Channel.Kind.WEBHOOK, endpoint)), Optional.empty(), true);
  }
}
