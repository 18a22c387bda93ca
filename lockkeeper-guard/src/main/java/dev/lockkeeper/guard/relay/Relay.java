package dev.lockkeeper.guard.relay;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.IoReason;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.Watchdog;
import dev.lockkeeper.guard.server.ServerConnector;
import dev.lockkeeper.guard.server.ServerSession;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A relay between clients on this machine and a PostgreSQL server. Clients need a one-time password
 * that only this relay knows; it authenticates to the server itself, so that they never get the
 * server's password. What clients and server say is passed on unchanged. Thread-safe.
 */
public final class Relay implements AutoCloseable {
  private static final int BACKLOG = 511;
  private static final int PASSWORD_BYTES = 24;

  private final Watchdog watchdog;
  private final Visitors visitors;
  private final RelayAddress address;
  private final ServerSocketChannel tcp;
  private final @Nullable ServerSocketChannel unix;
  private final @Nullable SocketFile socketFile;

  private Relay(
      Watchdog watchdog,
      ServerConnector connector,
      RelayOptions options,
      Consumer<String> log,
      Visitor.Company company) {
    this.watchdog = watchdog;
    Secret password = password();
    this.tcp = listen(options.port());
    int port = tcp.socket().getLocalPort();
    try {
      this.socketFile = options.socketFolder().map(each -> SocketFile.in(each, port)).orElse(null);
      this.unix = socketFile == null ? null : socketFile.listen(BACKLOG);
    } catch (RuntimeException e) {
      close(tcp);
      throw e;
    }
    this.address =
        new RelayAddress(
            port,
            Optional.ofNullable(socketFile).map(each -> each.path().getParent()),
            connector.address().database(),
            connector.user(),
            password);
    this.visitors =
        new Visitors(
            new Visitor.Host(
                new Reception(address.database(), new PasswordCheck(password)),
                connector,
                new CancelKeys(),
                watchdog,
                log,
                company));
  }

  /**
   * Starts a relay, after one session with the server has shown that it can be reached.
   *
   * @param server the real server, with the real password
   * @param timeout how long each step of opening a session there may take
   * @param log gets a line for every client that is refused; called by any thread
   * @throws LockkeeperException if the server refuses or cannot be reached, or the relay cannot
   *     listen where it shall
   */
  public static Relay start(
      DatabaseAddress server, Duration timeout, RelayOptions options, Consumer<String> log) {
    return begin(server, timeout, options, log, new Visitor.Company(null, null));
  }

  /**
   * Starts a relay in which a tap sees everything that passes. Behind each query a client waits for
   * its answer before its next one is passed on.
   *
   * @param server the real server, with the real password
   * @param timeout how long each step of opening a session there may take
   * @param log gets a line for every client that is refused; called by any thread
   * @param tap sees what passes
   * @throws LockkeeperException if the server refuses or cannot be reached, or the relay cannot
   *     listen where it shall
   */
  public static Relay start(
      DatabaseAddress server,
      Duration timeout,
      RelayOptions options,
      Consumer<String> log,
      Tap tap) {
    return begin(server, timeout, options, log, new Visitor.Company(tap, null));
  }

  /**
   * Starts a relay whose clients an attendant serves.
   *
   * @param server the real server, with the real password
   * @param timeout how long each step of opening a session there may take
   * @param log gets a line for every client that is refused; called by any thread
   * @param attendant serves clients that know the password
   * @throws LockkeeperException if the server refuses or cannot be reached, or the relay cannot
   *     listen where it shall
   */
  public static Relay start(
      DatabaseAddress server,
      Duration timeout,
      RelayOptions options,
      Consumer<String> log,
      Attendant attendant) {
    return begin(server, timeout, options, log, new Visitor.Company(null, attendant));
  }

  private static Relay begin(
      DatabaseAddress server,
      Duration timeout,
      RelayOptions options,
      Consumer<String> log,
      Visitor.Company company) {
    Watchdog watchdog = new Watchdog();
    try {
      ServerConnector connector = new ServerConnector(server, timeout, watchdog);
      tryOut(connector);
      Relay relay = new Relay(watchdog, connector, options, log, company);
      relay.visitors.welcome(relay.tcp);
      if (relay.unix != null) {
        relay.visitors.welcome(relay.unix);
      }
      return relay;
    } catch (RuntimeException e) {
      watchdog.close();
      throw e;
    }
  }

  private static void tryOut(ServerConnector connector) {
    ServerSession session = connector.open(Map.of());
    try {
      session.link().write(new MessageBuilder().build('X').encoded());
    } catch (IOException e) {
      // It was open, which is all that was asked.
    } finally {
      session.link().close();
    }
  }

  /** How clients reach it. */
  public RelayAddress address() {
    return address;
  }

  /** How many connections of clients there are, those that are not let in yet included. */
  public int visitors() {
    return visitors.count();
  }

  /**
   * Cancels what the server does for clients, and waits a moment until they know. Sessions stay
   * open, and new ones may begin.
   */
  public void cancelStatements() {
    visitors.cancelAll();
  }

  /**
   * Stops listening, cancels what the server does, tells clients that their sessions end, and ends
   * them. When it returns, no connection of the relay is left, and no thread has anything left to
   * do.
   */
  @Override
  public void close() {
    close(tcp);
    if (unix != null) {
      close(unix);
    }
    if (socketFile != null) {
      socketFile.delete();
    }
    visitors.cancelAll();
    visitors.endAll();
    watchdog.close();
    visitors.awaitEnd();
  }

  private static ServerSocketChannel listen(int port) {
    try {
      ServerSocketChannel listener = ServerSocketChannel.open();
      try {
        byte[] loopback = {127, 0, 0, 1};
        listener.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), port), BACKLOG);
        return listener;
      } catch (IOException e) {
        close(listener);
        throw e;
      }
    } catch (IOException e) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS,
              "the relay cannot listen on port "
                  + port
                  + " of "
                  + RelayAddress.HOST
                  + ": "
                  + IoReason.of(e))
          .databaseState("Nothing was changed.")
          .hint("Take another port, or leave it out: then any free one is taken.")
          .cause(e)
          .build();
    }
  }

  private static void close(ServerSocketChannel listener) {
    try {
      listener.close();
    } catch (IOException e) {
      // Its descriptor is given back all the same.
    }
  }

  private static Secret password() {
    byte[] bytes = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(bytes);
    return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
