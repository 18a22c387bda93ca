package dev.lockkeeper.guard.record;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Something that the client has sent and the server has to answer. Not thread-safe. */
abstract class Pending {

  /** The server passes over it, since something before it failed. */
  void skip() {}

  /** How many characters of text it keeps. */
  int size() {
    return 0;
  }

  /** Prepares, binds, describes or closes a statement, and runs nothing. */
  static final class Step extends Pending {
    private final char type;
    private final Sent sent;
    private final Runnable undo;

    /**
     * Such a message.
     *
     * @param type the type of the message
     * @param sent the statement that it is about
     * @param undo is run if the server does not do it
     */
    Step(char type, Sent sent, Runnable undo) {
      this.type = type;
      this.sent = sent;
      this.undo = undo;
    }

    char type() {
      return type;
    }

    Sent sent() {
      return sent;
    }

    @Override
    void skip() {
      undo.run();
    }

    @Override
    int size() {
      return sent.size();
    }
  }

  /** Runs one or more statements. */
  static final class Run extends Pending {
    private final boolean isQuery;
    private final Deque<Execution> executions;
    private final int size;

    /**
     * Such a message.
     *
     * @param isQuery whether the server's last answer to it is {@code ReadyForQuery}
     */
    Run(boolean isQuery, List<Execution> executions) {
      this.isQuery = isQuery;
      this.executions = new ArrayDeque<>(executions);
      this.size = executions.stream().mapToInt(each -> each.sent().size()).sum();
    }

    boolean isQuery() {
      return isQuery;
    }

    /** Those that the server has not answered yet. */
    Deque<Execution> executions() {
      return executions;
    }

    @Override
    int size() {
      return size;
    }
  }

  /** The end of what fails together. */
  static final class Sync extends Pending {}
}
