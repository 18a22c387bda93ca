package dev.lockkeeper.guard.capture;

import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.TransactionCommand;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement of a client, and what is to be done with it. */
record Request(Statement statement, Action action, Optional<TransactionCommand> command) {
  /**
   * Functions whose effect a rollback does not undo (manual, "System Administration Functions").
   */
  private static final Pattern LASTING =
      Pattern.compile(
          "\\b(setval|dblink\\w*|lo_export|pg_terminate_backend|pg_cancel_backend|pg_file_\\w+"
              + "|pg_\\w+_replication_slot|pg_replication_slot_advance|pg_logical_emit_message"
              + "|pg_switch_wal|pg_reload_conf|pg_rotate_logfile|pg_promote)\"?\\s*\\(",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern CLIENT_COPY =
      Pattern.compile("\\b(STDIN|STDOUT)\\b", Pattern.CASE_INSENSITIVE);

  /** What is to be done. */
  enum Action {
    /** The server runs it. */
    RUN,
    /** The client's transaction begins. */
    BEGIN,
    /** It is kept. */
    COMMIT,
    /** It is undone. */
    ROLLBACK,
    /** Nothing: the mode of a transaction, which the held one has already. */
    NOTHING
  }

  static Request of(Statement statement) {
    Optional<TransactionCommand> command = TransactionCommand.of(statement);
    Action action =
        command
            .map(Request::action)
            .orElse(
                statement.type().command().equals("SET TRANSACTION") ? Action.NOTHING : Action.RUN);
    return new Request(statement, action, command);
  }

  private static Action action(TransactionCommand command) {
    return switch (command.kind()) {
      case BEGIN -> Action.BEGIN;
      case COMMIT -> Action.COMMIT;
      case ROLLBACK -> Action.ROLLBACK;
      case SAVEPOINT, RELEASE, ROLLBACK_TO -> Action.RUN;
    };
  }

  boolean chains() {
    return command.map(TransactionCommand::chains).orElse(false);
  }

  /** Why a rollback would not undo it, if it would not. */
  Optional<String> lasting() {
    boolean isControl =
        switch (statement.type().transactionality()) {
          case BEGIN, COMMIT, CONTROL -> true;
          case ALLOWED, FORBIDDEN, MAY_COMMIT -> false;
        };
    if (isControl && command.isEmpty() && action == Action.RUN) {
      return Optional.of("a transaction in two phases outlives its session");
    }
    if (statement.type().command().equals("COPY")
        && !CLIENT_COPY.matcher(statement.text()).find()) {
      return Optional.of("COPY with a file or a program of the server is not undone by a rollback");
    }
    Matcher lasting = LASTING.matcher(statement.text());
    return lasting.find()
        ? Optional.of("what " + lasting.group(1) + "() does is not undone by a rollback")
        : Optional.empty();
  }
}
