package dev.lockkeeper.release.image;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the digest behind a tag, by the OCI distribution specification ({@code HEAD} and {@code
 * GET} of {@code /v2/NAME/manifests/TAG}) with the tokens that registries ask for. Used by one
 * thread.
 *
 * <p>Everything but this machine is asked with TLS. Redirects are not followed, so that credentials
 * go to nobody but the registry and the place that it names for tokens.
 */
public final class Registry {
  private static final int LARGEST_MANIFEST = 4 << 20;
  private static final int LARGEST_TOKEN = 64 << 10;
  private static final int TRIES = 3;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration EACH = Duration.ofSeconds(30);
  private static final String DIGEST = "Docker-Content-Digest";
  private static final Pattern DIGEST_FORM = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:token|access_token)\"\\s*:\\s*\"([A-Za-z0-9._~+/=-]+)\"");
  private static final Pattern LOOPBACK =
      Pattern.compile("(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::[0-9]+)?");
  private static final String MANIFESTS =
      "application/vnd.oci.image.index.v1+json,"
          + "application/vnd.oci.image.manifest.v1+json,"
          + "application/vnd.docker.distribution.manifest.list.v2+json,"
          + "application/vnd.docker.distribution.manifest.v2+json";

  private final RegistryLogins logins;
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  /** A registry client with logins. */
  public Registry(RegistryLogins logins) {
    this.logins = logins;
  }

  /**
   * The image by its digest. One that has a digest is not asked for.
   *
   * @throws LockkeeperException with {@link ErrorCode#IMAGE} if there is no such image, {@link
   *     ErrorCode#PERMISSION} if it may not be read, {@link ErrorCode#PLATFORM} if the registry
   *     does not answer as it should
   */
  public ImageReference resolve(ImageReference image) {
    if (image.digest().isPresent()) {
      return image.at(image.digest().get());
    }
    Answer answer = ask(image, "HEAD", Optional.empty());
    Optional<String> authorization = Optional.empty();
    if (answer.status() == 401) {
      authorization = authorization(image, answer);
      answer = ask(image, "HEAD", authorization);
    }
    if (answer.status() == 405 || (answer.status() == 200 && answer.digest().isEmpty())) {
      answer = ask(image, "GET", authorization);
      return image.at(checked(image, answer));
    }
    check(image, answer);
    return image.at(answer.digest());
  }

  /** The digest of what the registry has sent, which is the one that it says, if it says one. */
  private static String checked(ImageReference image, Answer answer) {
    check(image, answer);
    String digest = "sha256:" + HexFormat.of().formatHex(sha256(answer.body()));
    if (!answer.digest().isEmpty() && !answer.digest().equals(digest)) {
      throw broken(image, "sends a manifest that is not the one that it names");
    }
    return digest;
  }

  private static void check(ImageReference image, Answer answer) {
    int status = answer.status();
    if (status == 200) {
      return;
    }
    if (status == 401 || status == 403) {
      throw LockkeeperException.because(
              ErrorCode.PERMISSION, "the image " + image + " may not be read (HTTP " + status + ")")
          .databaseState("Nothing was changed.")
          .hint(
              "In Artifact Registry the role roles/artifactregistry.reader on the repository is"
                  + " needed; elsewhere log in with `docker login "
                  + image.registry()
                  + "`. An image by its digest is not asked for.")
          .build();
    }
    if (status == 404) {
      throw LockkeeperException.because(
              ErrorCode.IMAGE, "there is no image " + image + " in its registry")
          .databaseState("Nothing was changed.")
          .hint("Look whether it was pushed, and how its tag is spelled.")
          .build();
    }
    throw broken(image, "answers with HTTP " + status);
  }

  private Optional<String> authorization(ImageReference image, Answer refused) {
    Optional<String> login = logins.of(image.registry()).map(Registry::basic);
    Challenge challenge = new Challenge(refused.challenge());
    if (challenge.isBasic()) {
      return login;
    }
    URI address =
        challenge
            .tokenAddress()
            .orElseThrow(() -> broken(image, "does not say where it gives out tokens"));
    boolean isSafe =
        "https".equals(address.getScheme())
            || ("http".equals(address.getScheme()) && isLoopback(address.getAuthority()));
    if (!isSafe) {
      throw broken(image, "gives out tokens without encryption");
    }
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(EACH).GET();
    login.ifPresent(text -> request.header("Authorization", text));
    Answer answer = send(image, request.build(), LARGEST_TOKEN);
    Matcher token = TOKEN.matcher(new String(answer.body(), StandardCharsets.UTF_8));
    if (answer.status() != 200 || !token.find()) {
      check(image, answer.status() == 200 ? answer.with(502) : answer);
    }
    return Optional.of("Bearer " + token.group(1));
  }

  private static String basic(RegistryLogins.Login login) {
    String pair = login.user() + ":" + login.password().reveal();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private Answer ask(ImageReference image, String method, Optional<String> authorization) {
    String host = image.registry().equals("docker.io") ? "registry-1.docker.io" : image.registry();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    (isLoopback(host) ? "http" : "https")
                        + "://"
                        + host
                        + "/v2/"
                        + image.path()
                        + "/manifests/"
                        + image.version()))
            .timeout(EACH)
            .header("Accept", MANIFESTS)
            .method(method, HttpRequest.BodyPublishers.noBody());
    authorization.ifPresent(text -> request.header("Authorization", text));
    return send(image, request.build(), LARGEST_MANIFEST);
  }

  /** Nothing of it changes anything, so what fails in passing is tried again. */
  private Answer send(ImageReference image, HttpRequest request, int largest) {
    String last = "";
    for (int i = 0; i < TRIES; i++) {
      try {
        HttpResponse<InputStream> response =
            client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        Answer answer = answer(image, response, largest);
        if (answer.status() < 500) {
          return answer;
        }
        last = "answers with HTTP " + answer.status();
      } catch (IOException e) {
        last = "cannot be reached (" + e.getClass().getSimpleName() + ")";
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw LockkeeperException.because(
                ErrorCode.INTERRUPTED, "interrupted while the image " + image + " was looked up")
            .databaseState("Nothing was changed.")
            .cause(e)
            .build();
      }
    }
    throw broken(image, last);
  }

  private static Answer answer(
      ImageReference image, HttpResponse<InputStream> response, int largest) throws IOException {
    try (InputStream body = response.body()) {
      byte[] bytes = body.readNBytes(largest + 1);
      if (bytes.length > largest) {
        throw broken(image, "sends more than " + largest + " bytes");
      }
      String digest = response.headers().firstValue(DIGEST).orElse("");
      return new Answer(
          response.statusCode(),
          DIGEST_FORM.matcher(digest).matches() ? digest : "",
          response.headers().firstValue("WWW-Authenticate").orElse(""),
          bytes);
    }
  }

  private static boolean isLoopback(String authority) {
    return LOOPBACK.matcher(authority).matches();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LockkeeperException broken(ImageReference image, String what) {
    return LockkeeperException.because(
            ErrorCode.PLATFORM,
            "the digest of " + image + " is not known: " + image.registry() + " " + what)
        .databaseState("Nothing was changed.")
        .hint("Run it again, or give the image by its digest, which is not asked for.")
        .build();
  }

  /** What came back, of bounded size. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
  private record Answer(int status, String digest, String challenge, byte[] body) {
    Answer with(int other) {
      return new Answer(other, digest, challenge, body);
    }
  }
}
