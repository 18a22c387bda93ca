package dev.lockkeeper.guard.relay;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.link.AcceptedLink;
import dev.lockkeeper.guard.link.Watchdog;
import dev.lockkeeper.guard.server.ServerConnector;
import dev.lockkeeper.guard.server.ServerSession;
import dev.lockkeeper.guard.wire.BackendKey;
import dev.lockkeeper.guard.wire.ErrorMessage;
import dev.lockkeeper.guard.wire.FieldReader;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.Opening;
import dev.lockkeeper.guard.wire.ProtocolException;
import dev.lockkeeper.guard.wire.Startup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of a client, from its first byte to its last. */
final class Visitor {
  /** How long a client may take to show that it knows the password. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What the relay decides itself, and neither the client nor its settings. */
  private static final List<String> OWN = List.of("user", "database", "replication");

  private final AcceptedLink client;
  private final Host host;
  private final String name;
  private @Nullable Session session;
  private Attendant.@Nullable Visit visit;
  private @Nullable ErrorMessage farewell;
  private volatile Optional<BackendKey> serverKey = Optional.empty();

  /** What all visitors share. */
  record Host(
      Reception reception,
      ServerConnector connector,
      CancelKeys keys,
      Watchdog watchdog,
      Consumer<String> log,
      Company company) {}

  /** Who sees what passes, or attends to clients by itself; nobody if both are null. */
  record Company(@Nullable Tap tap, @Nullable Attendant attendant) {}

  Visitor(AcceptedLink client, Host host, String name) {
    this.client = client;
    this.host = host;
    this.name = name;
  }

  /**
   * Receives the client and serves it until it leaves.
   *
   * @param known is run when the client is either let in or refused
   */
  void serve(Runnable known) {
    try {
      Optional<Opening> opening;
      try {
        opening = received();
      } finally {
        known.run();
      }
      if (opening.isPresent()) {
        serve(opening.get());
      }
    } catch (LockkeeperException e) {
      refuse(error(e));
    } catch (RuntimeException e) {
      refuse(Session.unfollowed(e));
    } catch (IOException e) {
      // The client has gone before its session began.
    } finally {
      client.close();
    }
  }

  private Optional<Opening> received() throws IOException {
    try (Watchdog.Limit limit = host.watchdog.limit(client, PATIENCE)) {
      try {
        return Optional.of(host.reception.receive(client));
      } catch (Refusal e) {
        refuse(e.error());
      } catch (ProtocolException e) {
        refuse(new ErrorMessage("08P01", String.valueOf(e.getMessage()), ""));
      } catch (IOException e) {
        if (limit.isOver()) {
          host.log.accept(name + " did not authenticate in time");
        }
      }
      return Optional.empty();
    }
  }

  private void serve(Opening opening) throws IOException {
    if (opening instanceof Opening.Cancel cancel) {
      host.keys.server(cancel.key()).ifPresent(host.connector::cancel);
      return;
    }
    if (host.company.attendant() != null) {
      attend(host.company.attendant(), (Startup) opening);
      return;
    }
    ServerSession server = host.connector.open(settings((Startup) opening));
    serverKey = server.key();
    Optional<BackendKey> key = serverKey.map(host.keys::issue);
    Tap.Listener tap = null;
    try {
      tap = tapped(server);
      Session begun = new Session(client, server.link(), tap);
      if (begin(begun)) {
        client.write(greeting(server, key));
        begun.run(name + "-answers");
      }
    } finally {
      key.ifPresent(host.keys::withdraw);
      server.link().close();
      if (tap != null) {
        tap.ended();
      }
    }
  }

  private void attend(Attendant attendant, Startup startup) throws IOException {
    Map<String, String> settings = settings(startup);
    Attendant.Arrival arrival =
        new Attendant.Arrival(settings, () -> host.connector.open(settings));
    try (Attendant.Visit entered = attendant.enter(arrival)) {
      serverKey = entered.server().key();
      Optional<BackendKey> key = serverKey.map(host.keys::issue);
      try {
        if (begin(entered)) {
          client.write(greeting(entered.server(), key));
          entered.serve(client);
        }
      } finally {
        key.ifPresent(host.keys::withdraw);
      }
    }
  }

  private Tap.@Nullable Listener tapped(ServerSession server) throws IOException {
    Tap tap = host.company.tap();
    if (tap == null) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    for (Message message : server.greeting()) {
      if (message.type() == 'S') {
        FieldReader fields = message.fields();
        parameters.put(fields.text(), fields.text());
      }
    }
    return tap.opened(server.key().map(BackendKey::processId).orElse(0), parameters);
  }

  /** Ends the visit; a client whose session runs is told why. */
  synchronized void end(ErrorMessage reason) {
    farewell = reason;
    if (session == null) {
      client.close();
    } else {
      session.end(reason);
    }
  }

  /** Whether the server works for the client. */
  synchronized boolean isBusy() {
    return session == null ? visit != null && visit.isBusy() : session.isBusy();
  }

  /** Asks the server to stop what it does for the client, which gets to know it. */
  void cancel() {
    serverKey.ifPresent(host.connector::cancel);
  }

  /** Ends the visit at once, whether or not the client reads what it is told. */
  void cutOff() {
    client.close();
  }

  private synchronized boolean begin(Session begun) {
    session = begun;
    return farewell == null;
  }

  private synchronized boolean begin(Attendant.Visit begun) {
    visit = begun;
    return farewell == null;
  }

  private static Map<String, String> settings(Startup startup) {
    Map<String, String> settings = new LinkedHashMap<>(startup.parameters());
    settings.keySet().removeIf(setting -> OWN.contains(setting) || Startup.isExtension(setting));
    return settings;
  }

  private static byte[] greeting(ServerSession server, Optional<BackendKey> key) {
    ByteArrayOutputStream greeting = new ByteArrayOutputStream();
    server.greeting().stream().map(Message::encoded).forEach(greeting::writeBytes);
    key.map(BackendKey::message).map(Message::encoded).ifPresent(greeting::writeBytes);
    greeting.writeBytes(server.ready().encoded());
    return greeting.toByteArray();
  }

  private void refuse(ErrorMessage error) {
    host.log.accept(name + " was refused: " + error.message());
    try {
      client.write(error.response().encoded());
    } catch (IOException e) {
      // Nobody is there to be told.
    }
  }

  /**
   * As libpq's drivers report a server that cannot be reached, where the server itself is silent.
   */
  private static ErrorMessage error(LockkeeperException e) {
    return new ErrorMessage(
        e.sqlState().orElse("08001"), String.valueOf(e.getMessage()), e.hint().orElse(""));
  }
}
