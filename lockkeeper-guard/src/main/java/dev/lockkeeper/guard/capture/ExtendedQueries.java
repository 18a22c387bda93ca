package dev.lockkeeper.guard.capture;

import dev.lockkeeper.guard.wire.FieldReader;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.sql.Statement;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Passes on the messages of the extended protocol one by one, each when the one before is answered.
 * What steers the client's transaction never reaches the server.
 */
final class ExtendedQueries {
  private static final byte[] NO_PARAMETERS = {0, 0};

  private final Exchange exchange;
  private final Map<String, Prepared> statements = new HashMap<>();
  private final Map<String, Portal> portals = new HashMap<>();
  private final Set<String> recorded = new HashSet<>();
  private boolean skipping;
  private boolean isUnsynced;

  /**
   * As little as has the server refuse several statements in one message, so that its side of the
   * transaction fails as well. What the client has sent might be one statement to the server.
   */
  private static final String SEVERAL = "SELECT; SELECT";

  /** A statement that is prepared; without a request it is empty. */
  private record Prepared(@Nullable Request request) {
    boolean isLocal() {
      return request != null && request.action() != Request.Action.RUN;
    }
  }

  /** A prepared statement with its parameters. */
  private record Portal(Prepared prepared, List<String> values) {}

  ExtendedQueries(Exchange exchange) {
    this.exchange = exchange;
  }

  void take(Message message) throws IOException {
    if (message.type() == 'S') {
      sync();
    } else if (!skipping) {
      switch (message.type()) {
        case 'P' -> parse(message);
        case 'B' -> bind(message);
        case 'D' -> describe(message);
        case 'E' -> execute(message);
        case 'C' -> close(message);
        // Everything before it is answered already.
        default -> {}
      }
    }
  }

  private void sync() throws IOException {
    HeldTransaction held = exchange.held();
    if (isUnsynced) {
      exchange.sync();
    }
    if (held.isImplicit()) {
      if (skipping) {
        held.undo();
      } else {
        Optional<Message> error = held.keep();
        if (error.isPresent()) {
          exchange.refused(error.get(), null);
        }
      }
    }
    skipping = false;
    isUnsynced = false;
    exchange.ready();
  }

  private void parse(Message message) throws IOException {
    FieldReader fields = message.fields();
    String name = fields.text();
    String text = fields.text();
    Optional<List<Statement>> found = QueryReader.read(text, exchange);
    if (found.isEmpty()) {
      skipping = true;
      return;
    }
    if (found.get().size() > 1) {
      passed(Requests.parse("", SEVERAL), "1", new Prepared(null));
      return;
    }
    Prepared prepared = new Prepared(found.get().isEmpty() ? null : Request.of(found.get().get(0)));
    if (prepared.isLocal()) {
      exchange.toClient(new MessageBuilder().build('1'));
      statements.put(name, prepared);
    } else if (!isRefused(prepared) && passed(message, "1", prepared)) {
      statements.put(name, prepared);
    }
  }

  private boolean isRefused(Prepared prepared) throws IOException {
    Request request = prepared.request();
    Optional<String> lasting = request == null ? Optional.empty() : request.lasting();
    if (request != null && lasting.isPresent()) {
      exchange.refuse(request, lasting.get());
      skipping = true;
    }
    return skipping;
  }

  private void bind(Message message) throws IOException {
    FieldReader fields = message.fields();
    String name = fields.text();
    Prepared prepared = statements.getOrDefault(fields.text(), new Prepared(null));
    recorded.remove(name);
    if (prepared.isLocal()) {
      exchange.toClient(new MessageBuilder().build('2'));
      portals.put(name, new Portal(prepared, List.of()));
    } else if (passed(message, "2", prepared)) {
      portals.put(name, new Portal(prepared, BoundValues.of(message)));
    }
  }

  private void describe(Message message) throws IOException {
    FieldReader fields = message.fields();
    boolean isPortal = fields.byte1() == 'P';
    Prepared prepared = named(isPortal, fields.text());
    if (prepared.isLocal()) {
      if (!isPortal) {
        exchange.toClient(new MessageBuilder().bytes(NO_PARAMETERS).build('t'));
      }
      exchange.toClient(new MessageBuilder().build('n'));
    } else {
      passed(message, "Tn", prepared);
    }
  }

  private Prepared named(boolean isPortal, String name) {
    return isPortal ? portal(name).prepared() : statements.getOrDefault(name, new Prepared(null));
  }

  private Portal portal(String name) {
    return portals.getOrDefault(name, new Portal(new Prepared(null), List.of()));
  }

  private void execute(Message message) throws IOException {
    String name = message.fields().text();
    Portal portal = portal(name);
    Request request = portal.prepared().request();
    if (request != null && portal.prepared().isLocal()) {
      // The server must know that the turn is over before anything of ours goes in between.
      if (isUnsynced) {
        exchange.sync();
        isUnsynced = false;
      }
      skipping = !exchange.control(request);
    } else if (exchange.isMisled(request)) {
      skipping = true;
    } else if (passed(message, "CIs", portal.prepared()) && recorded.add(name)) {
      exchange.done(request, portal.values());
    }
  }

  private void close(Message message) throws IOException {
    FieldReader fields = message.fields();
    boolean isPortal = fields.byte1() == 'P';
    String name = fields.text();
    Prepared prepared = named(isPortal, name);
    if (prepared.isLocal()) {
      exchange.toClient(new MessageBuilder().build('3'));
    } else {
      passed(message, "3", prepared);
    }
    if (isPortal) {
      portals.remove(name);
    } else {
      statements.remove(name);
    }
  }

  /** Passes on a message and the answers to it; whether the server has done it. */
  private boolean passed(Message message, String last, Prepared prepared) throws IOException {
    exchange.held().open();
    exchange.line().send(message, Requests.flush());
    isUnsynced = true;
    skipping = exchange.answers(last, "", prepared.request()) == 'E';
    return !skipping;
  }
}
