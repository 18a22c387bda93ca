package dev.lockkeeper.signal;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * An address that something is sent to over HTTP. The path and the query may be secret, as those of
 * Slack's webhooks are, so only the host is ever shown. Immutable.
 */
public final class Endpoint {
  private final URI uri;

  private Endpoint(URI uri) {
    this.uri = uri;
  }

  /**
   * An address for what only its reader may see: https, or http to this machine.
   *
   * @param source who gave the address, for messages
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if it is none; it does not show the
   *     address
   */
  public static Endpoint confidential(Secret url, String source) {
    Endpoint endpoint = open(url, source);
    if (!endpoint.isConfidential()) {
      throw refused(source, "http is for this machine only; others are spoken to over https");
    }
    return endpoint;
  }

  /**
   * An address for what others on the network may see.
   *
   * @param source who gave the address, for messages
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if it is none; it does not show the
   *     address
   */
  public static Endpoint open(Secret url, String source) {
    URI uri;
    try {
      uri = new URI(url.reveal().strip());
    } catch (URISyntaxException e) {
      throw refused(source, "this is no URL");
    }
    String scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw refused(source, "the URL begins with https://");
    }
    if (uri.getHost() == null || uri.getHost().isEmpty()) {
      throw refused(source, "the URL has no host");
    }
    if (uri.getRawUserInfo() != null) {
      throw refused(source, "the URL has a user in front of its host, which is not sent");
    }
    return new Endpoint(uri);
  }

  private static LockkeeperException refused(String source, String why) {
    return LockkeeperException.because(ErrorCode.SETTINGS, source + ": " + why)
        .databaseState("Nothing was changed.")
        .hint("Write a URL such as https://host/path, or a variable that holds one: ${NAME}.")
        .build();
  }

  /** Whether nobody between here and there can read what is sent. */
  boolean isConfidential() {
    return "https".equalsIgnoreCase(uri.getScheme()) || isLoopback(uri.getHost());
  }

  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  /** The whole address, for the one place that has to speak to it. */
  URI reveal() {
    return uri;
  }

  /** The same address with a path behind its own. */
  Endpoint child(String path) {
    String base = uri.toString();
    return new Endpoint(URI.create((base.endsWith("/") ? base : base + "/") + path));
  }

  /** The address without what may be secret in it. */
  @Override
  public String toString() {
    return uri.getScheme()
        + "://"
        + uri.getHost()
        + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
        + (uri.getRawPath() == null || uri.getRawPath().length() < 2 ? "" : "/…");
  }
}
