package dev.lockkeeper.guard.capture;

import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.link.Messages;
import dev.lockkeeper.guard.wire.ErrorMessage;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.sql.LiteralMasking;
import dev.lockkeeper.sql.LocalSettings;
import dev.lockkeeper.sql.WriteKind;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What client and server say to each other about statements. Not thread-safe. */
final class Exchange {
  /** The longest message that is taken from a client, in bytes. */
  static final int LONGEST = 16 << 20;

  /** SQLSTATEs of the manual's appendix that say that a statement needs another transaction. */
  private static final Map<String, String> IMPOSSIBLE =
      Map.of(
          "25001", "it cannot run inside a transaction",
          "2D000", "it ends transactions itself",
          "55P04", "what it uses must be committed before");

  private static final List<String> IN_THE_WAY = List.of("55P03", "40P01", "57014");
  private static final List<String> LOST = List.of("25P03", "25P04", "57P01", "57P02", "57P03");

  private final Link client;
  private final HeldTransaction held;
  private final Capture capture;

  Exchange(Link client, HeldTransaction held, Capture capture) {
    this.client = client;
    this.held = held;
    this.capture = capture;
  }

  HeldTransaction held() {
    return held;
  }

  ServerLine line() {
    return held.line();
  }

  Message fromClient() throws IOException {
    return Messages.read(client, LONGEST);
  }

  void toClient(Message message) throws IOException {
    client.write(message.encoded());
  }

  void complete(String tag) throws IOException {
    toClient(new MessageBuilder().text(tag).build('C'));
  }

  void error(String sqlState, String message) throws IOException {
    toClient(new ErrorMessage(sqlState, message, "").statementResponse());
  }

  /** The server's turn is over, and so is the client's message. */
  void ready() throws IOException {
    toClient(new MessageBuilder().byte1(held.clientStatus()).build('Z'));
  }

  boolean backslashEscapes() {
    return line().setting("standard_conforming_strings").equals("off");
  }

  /** Refuses what cannot be captured; the capture is over. */
  void refuse(Request request, String reason) throws IOException {
    capture.stop(Obstacle.Kind.IMPOSSIBLE, reason, masked(request), "");
    error("0A000", "this cannot be previewed: " + reason);
  }

  /** Refuses a text that holds nobody knows what; the capture is over. */
  void refuseText(String reason) throws IOException {
    capture.stop(Obstacle.Kind.IMPOSSIBLE, reason, "", "");
    error("0A000", "this cannot be previewed: " + reason);
  }

  /** Refuses a change that would be made under settings that should have ended before. */
  boolean isMisled(@Nullable Request request) throws IOException {
    if (request == null
        || held.locals().outliving().isEmpty()
        || WriteKind.of(request.statement()) == WriteKind.NONE) {
      return false;
    }
    refuse(
        request,
        "an earlier transaction has set "
            + String.join(", ", held.locals().outliving())
            + " for itself only, and here that lasts");
    return true;
  }

  private String masked(@Nullable Request request) {
    return request == null
        ? ""
        : LiteralMasking.mask(
            request.statement().text(), request.statement().type().command(), backslashEscapes());
  }

  private List<String> values(@Nullable Request request) {
    return request == null
        ? List.of()
        : LiteralMasking.values(request.statement().text(), backslashEscapes());
  }

  /**
   * Does what the relay does itself in the place of the server.
   *
   * @return whether it succeeded
   */
  boolean control(Request request) throws IOException {
    if (held.isFailed() && isOne(request, Request.Action.BEGIN, Request.Action.NOTHING)) {
      error("25P02", "current transaction is aborted, commands ignored until its end");
      return false;
    }
    switch (request.action()) {
      case BEGIN -> {
        held.block();
        complete(request.statement().type().command());
      }
      case COMMIT -> {
        return commit(request);
      }
      case ROLLBACK -> {
        held.undo();
        chain(request);
        complete("ROLLBACK");
      }
      case NOTHING -> complete("SET");
      case RUN -> throw new IllegalArgumentException("the server runs it");
    }
    return true;
  }

  private static boolean isOne(Request request, Request.Action one, Request.Action other) {
    return request.action() == one || request.action() == other;
  }

  private boolean commit(Request request) throws IOException {
    boolean failed = held.isFailed();
    if (failed) {
      held.undo();
    } else {
      Optional<Message> error = held.keep();
      if (error.isPresent()) {
        refused(error.get(), request);
        return false;
      }
    }
    chain(request);
    complete(failed ? "ROLLBACK" : "COMMIT");
    return true;
  }

  private void chain(Request request) throws IOException {
    if (request.chains()) {
      held.block();
    }
  }

  /** Tells the client of an error of the server, and looks what it means for the capture. */
  void refused(Message response, @Nullable Request request) throws IOException {
    ErrorMessage error = ErrorMessage.of(response);
    String state = error.sqlState();
    String text = masked(request);
    String message = LiteralMasking.maskMessage(error.message(), state, values(request));
    if (IMPOSSIBLE.containsKey(state)) {
      capture.stop(Obstacle.Kind.IMPOSSIBLE, IMPOSSIBLE.get(state), text, state);
    } else if (IN_THE_WAY.contains(state)) {
      capture.stop(Obstacle.Kind.LOCK, message, text, state);
    } else if (LOST.contains(state)) {
      capture.stop(Obstacle.Kind.LOST, message, text, state);
    } else {
      capture.failed(message, text, state);
    }
    toClient(response);
  }

  /** A statement was run to its end. What only reads is not kept. */
  void done(@Nullable Request request, List<String> values) {
    if (request == null) {
      return;
    }
    request.command().ifPresent(capture::savepoint);
    held.locals().set(LocalSettings.of(request.statement()));
    if (WriteKind.of(request.statement()) != WriteKind.NONE) {
      capture.add(CapturedStatement.of(request.statement(), values, backslashEscapes()));
    }
  }

  /**
   * Passes on what the server answers to a message, up to the last answer to it.
   *
   * @param last the types of which one ends it; an error does in any case
   * @param out types that the client does not expect
   * @return the type of the last answer
   */
  char answers(String last, String out, @Nullable Request request) throws IOException {
    while (true) {
      Message message = line().next();
      char type = message.type();
      if (type == 'E') {
        refused(message, request);
        return type;
      }
      if (type == 'G') {
        toClient(message);
        copyIn();
      } else if (out.indexOf(type) < 0) {
        toClient(message);
      }
      if (last.indexOf(type) >= 0) {
        return type;
      }
    }
  }

  /** The client sends data until it says that this was all, or that there is no more. */
  private void copyIn() throws IOException {
    char type = 'd';
    while (type != 'c' && type != 'f') {
      Message message = fromClient();
      type = message.type();
      if (type == 'X') {
        throw new IOException("the client left in the middle of a COPY");
      }
      // A Sync or Flush in between is passed over, as the server does.
      if (type == 'd' || type == 'c' || type == 'f') {
        line().send(message);
      }
    }
    line().send(Requests.flush());
  }

  /** Ends the server's turn, so that it takes messages again after an error. */
  void sync() throws IOException {
    line().send(Requests.sync());
    line().untilReady();
  }
}
