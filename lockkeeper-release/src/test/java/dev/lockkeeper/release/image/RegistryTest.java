package dev.lockkeeper.release.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.image.RegistryLogins.Login;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The digest behind a tag, asked of a registry on this machine. */
class RegistryTest {
  private static final String PATH = "/v2/team/orders/manifests/";
  private static final RegistryLogins NOBODY = registry -> Optional.empty();
  private static final RegistryLogins SOMEBODY =
      registry -> Optional.of(new Login("oauth2accesstoken", Secret.of("s3cret")));

  private final List<String> asked = new ArrayList<>();
  private String manifest = "{\"schemaVersion\":2}";
  private HttpServer server;

  /** What the registry does instead of its usual answer; -1 is that one. */
  private int status = -1;

  private int failures;
  private boolean hasDigest = true;
  private boolean hasHead = true;
  private boolean isWrong;
  private String challenge = "";
  private String location = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/v2/", this::manifest);
    server.createContext("/token", this::token);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void manifest(HttpExchange exchange) throws IOException {
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + authorization);
    assertThat(exchange.getRequestHeaders().getFirst("Accept")).contains("oci.image.index");
    byte[] body = manifest.getBytes(StandardCharsets.UTF_8);
    if (hasDigest) {
      exchange
          .getResponseHeaders()
          .add("Docker-Content-Digest", isWrong ? "sha256:" + "f".repeat(64) : digest());
    }
    if (!location.isEmpty()) {
      exchange.getResponseHeaders().add("Location", location);
    }
    boolean isRefused = !challenge.isEmpty() && authorization.equals("null");
    if (isRefused) {
      exchange.getResponseHeaders().add("WWW-Authenticate", challenge);
    }
    int code = failures-- > 0 ? 503 : isRefused ? 401 : status;
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    if (isHead && !hasHead) {
      code = 405;
    }
    exchange.sendResponseHeaders(code == -1 ? 200 : code, isHead ? -1 : body.length);
    if (!isHead) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    asked.add(exchange.getRequestURI() + " " + authorization);
    boolean isAllowed = status == -1;
    byte[] body =
        "{\"token\": \"t0ken.a-b_c\", \"expires_in\": 300}".getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(isAllowed ? 200 : 403, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private String digest() {
    try {
      return "sha256:"
          + HexFormat.of()
              .formatHex(
                  MessageDigest.getInstance("SHA-256")
                      .digest(manifest.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private ImageReference resolved(RegistryLogins logins) {
    return new Registry(logins)
        .resolve(ImageReference.parse(host() + "/team/orders:1.4").orElseThrow());
  }

  private LockkeeperException failure(RegistryLogins logins) {
    try {
      throw new AssertionError("it is " + resolved(logins));
    } catch (LockkeeperException e) {
      assertThat(String.valueOf(e.getMessage()) + e.hint()).doesNotContain("s3cret");
      return e;
    }
  }

  @Test
  void findsTheDigestOfATag() {
    assertThat(resolved(NOBODY)).hasToString(host() + "/team/orders@" + digest());
    assertThat(asked).containsExactly("HEAD " + PATH + "1.4 null");
  }

  @Test
  void aTagThatMovesIsAnotherImage() {
    ImageReference first = resolved(NOBODY);
    manifest = "{\"schemaVersion\":2,\"other\":1}";
    assertThat(resolved(NOBODY))
        .isNotEqualTo(first)
        .hasToString(host() + "/team/orders@" + digest());
  }

  @Test
  void aDigestIsNotAskedFor() {
    String name = host() + "/team/orders:1.4@" + digest();
    assertThat(new Registry(NOBODY).resolve(ImageReference.parse(name).orElseThrow()))
        .hasToString(host() + "/team/orders@" + digest());
    assertThat(asked).isEmpty();
  }

  @Test
  void readsTheManifestWhereTheDigestIsNotSaid() {
    hasDigest = false;
    assertThat(resolved(NOBODY).digest()).contains(digest());
    assertThat(asked).hasSize(2);
  }

  @Test
  void readsTheManifestWhereThereIsNoHead() {
    hasHead = false;
    assertThat(resolved(NOBODY).digest()).contains(digest());
  }

  @Test
  void aManifestThatIsNotTheOneThatIsNamedIsRefused() {
    hasHead = false;
    isWrong = true;
    assertThat(failure(NOBODY).code()).isEqualTo(ErrorCode.PLATFORM);
  }

  @Test
  void fetchesATokenAndSendsTheLoginToNobodyElse() {
    challenge =
        "Bearer realm=\"http://"
            + host()
            + "/token\",service=\"registry\",scope=\"repository:team/orders:pull\"";
    assertThat(resolved(SOMEBODY).digest()).contains(digest());
    String login =
        Base64.getEncoder()
            .encodeToString("oauth2accesstoken:s3cret".getBytes(StandardCharsets.UTF_8));
    assertThat(asked)
        .containsExactly(
            "HEAD " + PATH + "1.4 null",
            "/token?service=registry&scope=repository%3Ateam%2Forders%3Apull Basic " + login,
            "HEAD " + PATH + "1.4 Bearer t0ken.a-b_c");
  }

  @Test
  void fetchesATokenAsNobody() {
    challenge = "Bearer realm=\"http://" + host() + "/token\",service=\"registry\"";
    assertThat(resolved(NOBODY).digest()).contains(digest());
    assertThat(asked.get(1)).isEqualTo("/token?service=registry null");
  }

  @Test
  void answersAChallengeForAPassword() {
    challenge = "Basic realm=\"registry\"";
    assertThat(resolved(SOMEBODY).digest()).contains(digest());
    assertThat(failure(NOBODY).code()).isEqualTo(ErrorCode.PERMISSION);
  }

  @Test
  void sendsNoLoginWithoutEncryption() {
    challenge = "Bearer realm=\"http://registry.example/token\",service=\"registry\"";
    assertThat(failure(SOMEBODY).getMessage()).contains("without encryption");
  }

  @Test
  void followsNoRedirect() {
    status = 307;
    location = "http://127.0.0.1:1/elsewhere";
    assertThat(failure(SOMEBODY).getMessage()).contains("HTTP 307");
    assertThat(asked).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"404, IMAGE", "403, PERMISSION", "400, PLATFORM", "503, PLATFORM"})
  void saysWhatIsWrong(int answer, ErrorCode code) {
    status = answer;
    assertThat(failure(NOBODY).code()).isEqualTo(code);
  }

  @Test
  void asksAgainWhatFailsInPassing() {
    failures = 2;
    assertThat(resolved(NOBODY).digest()).contains(digest());
  }

  @Test
  void aManifestWithoutEndIsCutOff() {
    hasDigest = false;
    manifest = "x".repeat((4 << 20) + 1);
    assertThat(failure(NOBODY).getMessage()).contains("sends more than");
  }

  @Test
  void readsTheLoginsOfDocker(@TempDir Path folder) throws IOException {
    String auth = Base64.getEncoder().encodeToString("me:s3cret".getBytes(StandardCharsets.UTF_8));
    Files.writeString(
        folder.resolve("config.json"),
        "{\"auths\": {\"https://index.docker.io/v1/\": {\"auth\": \""
            + auth
            + "\"}, \"127.0.0.1:5000\": {\"email\":\"a\", \"auth\":\""
            + auth
            + "\"}, \"other.dev\": {}}}");
    DockerLogins logins = new DockerLogins(Map.of("DOCKER_CONFIG", folder.toString()));
    assertThat(logins.of("docker.io").orElseThrow().user()).isEqualTo("me");
    assertThat(logins.of("127.0.0.1:5000").orElseThrow().password().reveal()).isEqualTo("s3cret");
    assertThat(logins.of("other.dev")).isEmpty();
    assertThat(logins.of("127.0.0.1")).isEmpty();
    assertThat(logins.of("docker.io").toString()).doesNotContain("s3cret");
    assertThat(new DockerLogins(Map.of()).of("docker.io")).isEmpty();
  }
}
