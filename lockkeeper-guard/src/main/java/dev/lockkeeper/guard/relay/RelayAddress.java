package dev.lockkeeper.guard.relay;

import dev.lockkeeper.settings.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How clients reach a relay. Immutable; {@link #toString()} hides the password.
 *
 * @param port the port on {@link #HOST}
 * @param socketFolder the folder of its Unix socket, if it has one
 * @param database the database that it serves
 * @param user the role that sessions have
 * @param password the one-time password
 */
public record RelayAddress(
    int port, Optional<Path> socketFolder, String database, String user, Secret password) {
  /** The only host that a relay listens on. */
  public static final String HOST = "127.0.0.1";

  /**
   * The address as a URL with its password. It asks for no TLS, which the relay offers to clients
   * that insist, and which costs time on a way that never leaves the machine.
   */
  public String url() {
    return login() + HOST + ":" + port + "/" + encoded(database) + "?sslmode=disable";
  }

  /** The address over the Unix socket as a URL with its password, if there is a socket. */
  public Optional<String> socketUrl() {
    return socketFolder.map(
        folder ->
            login()
                + "/"
                + encoded(database)
                + "?host="
                + encoded(folder.toString())
                + "&port="
                + port);
  }

  private String login() {
    return "postgres://" + encoded(user) + ":" + encoded(password.reveal()) + "@";
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
