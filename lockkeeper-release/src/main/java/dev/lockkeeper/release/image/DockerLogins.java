package dev.lockkeeper.release.image;

import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Logins that {@code docker login} has left in {@code config.json}. Programs that keep passwords
 * for Docker ({@code credHelpers}) are not started. Immutable.
 */
public final class DockerLogins implements RegistryLogins {
  private static final int LARGEST = 1 << 20;

  private final Optional<Path> file;

  /**
   * Looks in the folder that {@code DOCKER_CONFIG} names, else in {@code .docker} of the home
   * folder.
   */
  public DockerLogins(Map<String, String> environment) {
    file =
        Optional.ofNullable(environment.get("DOCKER_CONFIG"))
            .map(Path::of)
            .or(
                () ->
                    Optional.ofNullable(environment.get("HOME"))
                        .map(home -> Path.of(home, ".docker")))
            .map(folder -> folder.resolve("config.json"));
  }

  @Override
  public Optional<Login> of(String registry) {
    String key =
        registry.equals("docker.io")
            ? "(?:https://)?index\\.docker\\.io(?:/v1/?)?"
            : "(?:https://)?" + Pattern.quote(registry) + "(?:/v[12]/?)?";
    // An entry holds texts only, so that it ends at the next brace.
    Matcher entry =
        Pattern.compile("\"" + key + "\"\\s*:\\s*\\{[^{}]*\"auth\"\\s*:\\s*\"([A-Za-z0-9+/=]+)\"")
            .matcher(text());
    return entry.find() ? login(entry.group(1)) : Optional.empty();
  }

  private static Optional<Login> login(String encoded) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int colon = pair.indexOf(':');
    return colon < 1
        ? Optional.empty()
        : Optional.of(
            new Login(pair.substring(0, colon), Secret.of(pair.substring(colon + 1).strip())));
  }

  private String text() {
    if (file.isEmpty() || !Files.isReadable(file.get())) {
      return "";
    }
    try (InputStream stream = Files.newInputStream(file.get())) {
      return new String(stream.readNBytes(LARGEST), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
