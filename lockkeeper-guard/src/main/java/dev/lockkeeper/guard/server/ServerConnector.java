package dev.lockkeeper.guard.server;

import dev.lockkeeper.database.cloudsql.CloudSqlConnector;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.link.Messages;
import dev.lockkeeper.guard.link.Watchdog;
import dev.lockkeeper.guard.wire.BackendKey;
import dev.lockkeeper.guard.wire.ErrorMessage;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.Opening;
import dev.lockkeeper.guard.wire.ProtocolException;
import dev.lockkeeper.guard.wire.Startup;
import dev.lockkeeper.settings.DatabaseAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions on the server of an address, with its user and password. Knows the authentications
 * trust, password, md5 and scram-sha-256, TLS, and Unix sockets. Thread-safe.
 */
public final class ServerConnector {
  /** Messages of a start-up are small; an error with a long text may be the longest. */
  private static final int LONGEST = 1024 * 1024;

  /** A server tells some fifteen parameters; more than this is no greeting. */
  private static final int MOST_MESSAGES = 1000;

  private final DatabaseAddress address;
  private final String user;
  private final Duration timeout;
  private final Watchdog watchdog;
  private final ServerDoor door;

  /**
   * A connector for an address.
   *
   * @param timeout how long each step of opening a session may take: to connect, to encrypt, to
   *     authenticate
   * @param watchdog sees to that
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if the address asks for what the
   *     relay cannot do
   */
  public ServerConnector(DatabaseAddress address, Duration timeout, Watchdog watchdog) {
    this.address = CloudSqlConnector.withLogin(address);
    // As the JDBC driver and psql do where the address names nobody.
    this.user = address.user().isEmpty() ? System.getProperty("user.name", "") : address.user();
    this.timeout = timeout;
    this.watchdog = watchdog;
    this.door = new ServerDoor(address);
  }

  /** The address of the server. */
  public DatabaseAddress address() {
    return address;
  }

  /** The role that sessions have. */
  public String user() {
    return user;
  }

  /**
   * Opens a session.
   *
   * @param settings what a client wants to have set, such as {@code application_name}; its user and
   *     database do not count
   * @throws LockkeeperException if the server cannot be reached, or refuses; with its SQLSTATE
   */
  public ServerSession open(Map<String, String> settings) {
    Link link = connected();
    boolean opened = false;
    try (Watchdog.Limit limit = watchdog.limit(link, timeout)) {
      ServerSession session = started(link, settings, limit);
      opened = true;
      return session;
    } finally {
      if (!opened) {
        link.close();
      }
    }
  }

  /** Asks the server to cancel what a session does, and waits until the server has taken note. */
  public void cancel(BackendKey key) {
    Link link = connected();
    try (Watchdog.Limit limit = watchdog.limit(link, timeout)) {
      link.write(new Opening.Cancel(key).encoded());
      int read = 0;
      // The server says nothing, and closes when the signal is sent.
      while (read >= 0 && !limit.isOver()) {
        read = link.read(new byte[1], 0, 1);
      }
    } catch (IOException e) {
      // Nobody is told whether a cancel request took effect, by design of the protocol.
    } finally {
      link.close();
    }
  }

  private Link connected() {
    try {
      return door.open(watchdog, timeout);
    } catch (IOException e) {
      throw ServerFailure.unreachable(address, e);
    }
  }

  private ServerSession started(Link link, Map<String, String> settings, Watchdog.Limit limit) {
    try {
      link.write(Startup.of(parameters(settings)).encoded());
      authenticate(link);
      return greeted(link);
    } catch (IOException e) {
      throw ServerFailure.unreachable(
          address, limit.isOver() ? new IOException("it did not answer in time") : e);
    }
  }

  private Map<String, String> parameters(Map<String, String> settings) {
    Map<String, String> parameters = new LinkedHashMap<>();
    own(parameters, "application_name", "ApplicationName");
    own(parameters, "options", "options");
    settings.forEach(
        (name, value) ->
            parameters.merge(
                name,
                value,
                (ours, theirs) -> name.equals("options") ? ours + " " + theirs : theirs));
    parameters.put("user", user);
    parameters.put("database", address.database());
    return parameters;
  }

  private void own(Map<String, String> parameters, String name, String driverName) {
    String value = address.parameters().get(driverName);
    if (value != null) {
      parameters.put(name, value);
    }
  }

  private void authenticate(Link link) throws IOException {
    Authentication authentication = new Authentication(address, user, link);
    boolean satisfied = false;
    while (!satisfied) {
      Message message = next(link);
      switch (message.type()) {
        case 'R' -> satisfied = authentication.answer(message);
        // We ask for no more than every server has, so that there is nothing to settle.
        case 'v', 'N' -> {}
        default -> throw unexpected(message);
      }
    }
  }

  private ServerSession greeted(Link link) throws IOException {
    List<Message> greeting = new ArrayList<>();
    BackendKey key = null;
    while (greeting.size() < MOST_MESSAGES) {
      Message message = next(link);
      switch (message.type()) {
        case 'S', 'N' -> greeting.add(message);
        case 'K' -> key = BackendKey.of(message);
        case 'Z' -> {
          return session(link, greeting, key, message);
        }
        default -> throw unexpected(message);
      }
    }
    throw new ProtocolException("its greeting has no end");
  }

  private static ServerSession session(
      Link link, List<Message> greeting, @Nullable BackendKey key, Message ready) {
    return new ServerSession(link, List.copyOf(greeting), Optional.ofNullable(key), ready);
  }

  private Message next(Link link) throws IOException {
    Message message = Messages.read(link, LONGEST);
    if (message.type() == 'E') {
      throw ServerFailure.refused(address, ErrorMessage.of(message));
    }
    return message;
  }

  private static ProtocolException unexpected(Message message) {
    return new ProtocolException(
        "it answered the start with a message of type " + (int) message.type());
  }
}
