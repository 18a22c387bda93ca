package dev.lockkeeper.guard.capture;

import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.ProtocolException;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** One client, from the greeting to its end. Not thread-safe. */
final class Conversation {
  private final Exchange exchange;
  private final SimpleQueries simple;
  private final ExtendedQueries extended;

  Conversation(Exchange exchange) {
    this.exchange = exchange;
    this.simple = new SimpleQueries(exchange);
    this.extended = new ExtendedQueries(exchange);
  }

  /**
   * Serves the client until it leaves.
   *
   * @param isOver whether it is not served any more
   */
  void run(BooleanSupplier isOver) throws IOException {
    boolean leaves = false;
    while (!leaves && !isOver.getAsBoolean()) {
      Message message = exchange.fromClient();
      switch (message.type()) {
        case 'Q' -> simple.query(message);
        case 'P', 'B', 'D', 'E', 'C', 'S', 'H' -> extended.take(message);
        case 'F' -> {
          exchange.refuseText("functions are called in a way that tells no name");
          exchange.ready();
        }
        // What is left of a COPY that has failed.
        case 'd', 'c', 'f' -> {}
        case 'X' -> leaves = true;
        default ->
            throw new ProtocolException("a client sends a message of type " + message.type());
      }
    }
  }
}
