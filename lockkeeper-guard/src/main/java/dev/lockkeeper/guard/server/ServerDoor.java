package dev.lockkeeper.guard.server;

import dev.lockkeeper.database.cloudsql.CloudSqlConnector;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.ChannelLink;
import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.link.Messages;
import dev.lockkeeper.guard.link.SocketLink;
import dev.lockkeeper.guard.link.TlsLink;
import dev.lockkeeper.guard.link.Watchdog;
import dev.lockkeeper.guard.wire.Opening;
import dev.lockkeeper.settings.DatabaseAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the server, over TCP, its Unix socket or Google's connector, and encrypts as the
 * address asks for.
 */
final class ServerDoor {
  /** What would weaken the connection if it were silently left out. */
  private static final Set<String> REFUSED = Set.of("sslcert", "sslkey", "sslfactory");

  private final DatabaseAddress address;
  private final SslMode mode;
  private final @Nullable SSLContext context;

  ServerDoor(DatabaseAddress address) {
    this.address = address;
    requireKnown(address);
    this.mode =
        address.isSocket() || address.instance().isPresent()
            ? SslMode.DISABLE
            : SslMode.of(Optional.ofNullable(address.parameters().get("sslmode")));
    this.context =
        mode == SslMode.DISABLE
            ? null
            : Trust.context(mode, Optional.ofNullable(address.parameters().get("sslrootcert")));
  }

  private static void requireKnown(DatabaseAddress address) {
    Set<String> unknown = new TreeSet<>(address.parameters().keySet());
    unknown.retainAll(REFUSED);
    if ("direct".equals(address.parameters().get("sslNegotiation"))) {
      unknown.add("sslnegotiation=direct");
    }
    if ("require".equals(address.parameters().get("gssEncMode"))) {
      unknown.add("gssencmode=require");
    }
    if (!unknown.isEmpty()) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS,
              "the relay cannot connect with "
                  + String.join(", ", unknown)
                  + ", which the database address asks for")
          .databaseState("Nothing was sent to the database.")
          .hint(
              "Use an address without it: the relay authenticates with a password, over TLS or a"
                  + " Unix socket.")
          .build();
    }
  }

  /**
   * Connects.
   *
   * @param timeout for each of the steps: to connect to one address, and to encrypt
   */
  Link open(Watchdog watchdog, Duration timeout) throws IOException {
    if (address.instance().isPresent()) {
      return new SocketLink(CloudSqlConnector.connect(address));
    }
    ChannelLink plain = connected(watchdog, timeout);
    if (context == null) {
      return plain;
    }
    try (Watchdog.Limit limit = watchdog.limit(plain, timeout)) {
      try {
        return encryptedIfAsked(plain, context);
      } catch (IOException e) {
        plain.close();
        throw limit.isOver() ? new ConnectException("it did not answer in time") : e;
      }
    }
  }

  private Link encryptedIfAsked(ChannelLink plain, SSLContext trust) throws IOException {
    plain.write(Opening.tlsRequest());
    if (Messages.readByte(plain) == 'S') {
      return encrypted(plain, trust);
    }
    if (mode.isRequired()) {
      throw new ConnectException("it offers no TLS, which sslmode=" + mode + " asks for");
    }
    return plain;
  }

  private TlsLink encrypted(ChannelLink plain, SSLContext trust) throws IOException {
    try {
      return TlsLink.client(plain, trust, address.host(), mode.isNameChecked());
    } catch (SSLException e) {
      ConnectException refusal =
          new ConnectException("TLS with sslmode=" + mode + " failed: " + e.getMessage());
      refusal.initCause(e);
      throw refusal;
    }
  }

  private ChannelLink connected(Watchdog watchdog, Duration timeout) throws IOException {
    if (address.isSocket()) {
      String file = address.socketFile().orElseThrow();
      return connected(
          SocketChannel.open(StandardProtocolFamily.UNIX),
          UnixDomainSocketAddress.of(file),
          watchdog,
          timeout);
    }
    IOException failure = new ConnectException("the host name has no address");
    for (InetAddress each : InetAddress.getAllByName(address.host())) {
      try {
        return connected(
            SocketChannel.open(), new InetSocketAddress(each, address.port()), watchdog, timeout);
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private static ChannelLink connected(
      SocketChannel channel, SocketAddress place, Watchdog watchdog, Duration timeout)
      throws IOException {
    try (Watchdog.Limit limit = watchdog.limit(channel, timeout)) {
      try {
        channel.connect(place);
        return new ChannelLink(channel);
      } catch (IOException e) {
        channel.close();
        throw limit.isOver() ? new ConnectException("it did not answer in time") : e;
      }
    }
  }
}
