package dev.lockkeeper.guard.capture;

import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.link.Messages;
import dev.lockkeeper.guard.server.ServerSession;
import dev.lockkeeper.guard.wire.FieldReader;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session on the server, message by message. What the server says without being asked goes to
 * the client that is there. Used by one thread at a time, except for {@link #isBusy()} and {@link
 * #close()}.
 */
final class ServerLine {
  /** The longest message that is taken from the server, in bytes: a row may be long. */
  private static final int LONGEST = 64 << 20;

  /** The name of statement and portal for what is sent in between the client's own. */
  private static final String OWN = "lockkeeper_capture";

  private final Link link;
  private final Map<String, String> settings = new HashMap<>();
  private @Nullable Link client;
  private char status = 'I';
  private boolean inTransaction;
  private volatile boolean busy;

  ServerLine(ServerSession session) throws ProtocolException {
    this.link = session.link();
    for (Message message : session.greeting()) {
      if (message.type() == 'S') {
        setting(message);
      }
    }
  }

  /** Whose session it is from now on; null for nobody's. */
  void belongsTo(@Nullable Link owner) {
    client = owner;
  }

  /** From now on the session must not be out of a transaction, or may be again. */
  void mustBeInTransaction(boolean must) {
    inTransaction = must;
  }

  /** Whether the transaction is still there that must be; otherwise some of it may be committed. */
  boolean isHeld() {
    return !inTransaction || status != 'I';
  }

  void send(Message... messages) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Message message : messages) {
      bytes.writeBytes(message.encoded());
    }
    busy = true;
    link.write(bytes.toByteArray());
  }

  /** The next answer to what was sent. */
  Message next() throws IOException {
    while (true) {
      Message message = Messages.read(link, LONGEST);
      switch (message.type()) {
        case 'S' -> {
          setting(message);
          pass(message);
        }
        case 'N', 'A' -> pass(message);
        case 'Z' -> {
          status = message.fields().byte1();
          busy = false;
          if (!isHeld()) {
            link.close();
            throw new IOException("the transaction was ended");
          }
          return message;
        }
        default -> {
          return message;
        }
      }
    }
  }

  private void setting(Message message) throws ProtocolException {
    FieldReader fields = message.fields();
    settings.put(fields.text(), fields.text());
  }

  private void pass(Message message) throws IOException {
    if (client != null) {
      client.write(message.encoded());
    }
  }

  /**
   * Runs statements of our own, the next only if the one before succeeded, and leaves the client's
   * unnamed statement and portal as they are.
   *
   * @return the error of the one that failed
   */
  Optional<Message> execute(String... statements) throws IOException {
    for (String statement : statements) {
      send(
          Requests.close('P', OWN),
          Requests.close('S', OWN),
          Requests.parse(OWN, statement),
          Requests.bind(OWN, OWN),
          Requests.execute(OWN),
          Requests.sync());
      Optional<Message> error = untilReady();
      if (error.isPresent()) {
        return error;
      }
    }
    return Optional.empty();
  }

  /** Reads up to the end of the turn; gives the last error on the way. */
  Optional<Message> untilReady() throws IOException {
    Message error = null;
    for (Message each = next(); each.type() != 'Z'; each = next()) {
      if (each.type() == 'E') {
        error = each;
      }
    }
    return Optional.ofNullable(error);
  }

  /** Where the session stood at the end of the last turn, as {@code ReadyForQuery} has it. */
  char status() {
    return status;
  }

  /** Whether the server has something to answer. */
  boolean isBusy() {
    return busy;
  }

  /** What the server has told of a setting. */
  String setting(String name) {
    return settings.getOrDefault(name, "");
  }

  /** Ends the session; the server rolls back. */
  void close() {
    link.close();
  }
}
