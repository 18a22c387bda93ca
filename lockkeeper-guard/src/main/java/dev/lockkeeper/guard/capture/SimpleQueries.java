package dev.lockkeeper.guard.capture;

import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.sql.Statement;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Runs the queries of the simple protocol, statement by statement, over the extended one: there the
 * server takes one statement at a time, so that none can end the transaction behind another.
 */
final class SimpleQueries {
  private final Exchange exchange;

  SimpleQueries(Exchange exchange) {
    this.exchange = exchange;
  }

  void query(Message message) throws IOException {
    HeldTransaction held = exchange.held();
    Optional<List<Statement>> statements = QueryReader.read(message.fields().text(), exchange);
    if (statements.isPresent()) {
      if (statements.get().isEmpty()) {
        exchange.toClient(new MessageBuilder().build('I'));
      }
      boolean good = true;
      for (Statement statement : statements.get()) {
        good = good && performed(Request.of(statement));
      }
      end(held, good);
    }
    exchange.ready();
  }

  /** What stands in one query outside of a transaction is one. */
  private void end(HeldTransaction held, boolean good) throws IOException {
    if (held.isImplicit()) {
      if (good) {
        Optional<Message> error = held.keep();
        if (error.isPresent()) {
          exchange.refused(error.get(), null);
        }
      } else {
        held.undo();
      }
    }
  }

  private boolean performed(Request request) throws IOException {
    if (request.action() != Request.Action.RUN) {
      return exchange.control(request);
    }
    Optional<String> lasting = request.lasting();
    if (lasting.isPresent()) {
      exchange.refuse(request, lasting.get());
      return false;
    }
    if (exchange.isMisled(request)) {
      return false;
    }
    exchange.held().open();
    exchange
        .line()
        .send(
            Requests.parse("", request.statement().text()),
            Requests.bind("", ""),
            Requests.describe(""),
            Requests.execute(""),
            Requests.flush());
    char last = exchange.answers("CI", "12n", request);
    exchange.sync();
    if (last == 'C') {
      exchange.done(request, List.of());
    }
    return last != 'E';
  }
}
