package dev.lockkeeper.check;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.sql.Statement;
import dev.lockkeeper.sql.Transactionality;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses what may not stand in a script and cuts the rest into segments. */
final class ScriptCheck {
  private static final Pattern COMMITS =
      Pattern.compile("\\b(COMMIT|ROLLBACK|CALL)\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern SAVEPOINT =
      Pattern.compile(
          "^(SAVEPOINT|RELEASE|ROLLBACK(\\s+(WORK|TRANSACTION))?\\s+TO)\\b",
          Pattern.CASE_INSENSITIVE);

  private final SourceText source;
  private final SqlBody body;

  ScriptCheck(SourceText source) {
    this.source = source;
    this.body = source.body();
  }

  CheckedScript check(List<Statement> all) {
    List<Statement> statements = withoutFrame(all);
    for (Statement statement : statements) {
      refuseForbidden(statement);
    }
    List<Segment> segments = body.transactional() ? cutAtLoners(statements) : oneByOne(statements);
    List<Statement> sent = new ArrayList<>();
    segments.forEach(segment -> sent.addAll(segment.statements()));
    return new CheckedScript(source, sent, segments);
  }

  /** A {@code BEGIN} first and a {@code COMMIT} last are taken as ours. */
  private List<Statement> withoutFrame(List<Statement> all) {
    int last = all.size() - 1;
    boolean framed =
        body.transactional()
            && last > 0
            && kind(all.get(0)) == Transactionality.BEGIN
            && kind(all.get(last)) == Transactionality.COMMIT;
    return framed ? all.subList(1, last) : all;
  }

  private void refuseForbidden(Statement statement) {
    statement
        .type()
        .forbidden()
        .ifPresent(
            refusal -> {
              throw source.refused(
                  statement, ErrorCode.FORBIDDEN_STATEMENT, refusal.reason(), refusal.hint());
            });
  }

  /** Statements that refuse a transaction travel alone; the others stay together. */
  private List<Segment> cutAtLoners(List<Statement> statements) {
    List<Segment> segments = new ArrayList<>();
    List<Statement> together = new ArrayList<>();
    int number = 1;
    for (Statement statement : statements) {
      refuseControl(statement);
      if (kind(statement) == Transactionality.FORBIDDEN) {
        close(segments, together, number);
        segments.add(new Segment(Segment.Kind.ALONE, number, List.of(statement)));
      } else {
        together.add(statement);
      }
      number++;
    }
    close(segments, together, number);
    return segments;
  }

  private static void close(List<Segment> segments, List<Statement> together, int next) {
    if (!together.isEmpty()) {
      segments.add(
          new Segment(Segment.Kind.TRANSACTION, next - together.size(), List.copyOf(together)));
      together.clear();
    }
  }

  /** With {@code transaction=off} every statement commits alone, or with its own BEGIN … COMMIT. */
  private List<Segment> oneByOne(List<Statement> statements) {
    List<Segment> segments = new ArrayList<>();
    List<Statement> block = new ArrayList<>();
    boolean inBlock = false;
    int number = 1;
    for (Statement statement : statements) {
      Transactionality kind = kind(statement);
      if (kind == Transactionality.BEGIN && !inBlock) {
        inBlock = true;
      } else if (kind == Transactionality.COMMIT && inBlock) {
        inBlock = false;
        number += block.size();
        close(segments, block, number);
      } else if (inBlock) {
        refuseInBlock(statement);
        block.add(statement);
      } else {
        refuseControl(statement);
        refuseAlone(statement);
        segments.add(new Segment(alone(statement), number++, List.of(statement)));
      }
    }
    if (inBlock) {
      throw control(statements.get(statements.size() - 1), "a BEGIN has no COMMIT");
    }
    return segments;
  }

  private void refuseAlone(Statement statement) {
    if (statement.type().command().equals("SET TRANSACTION")) {
      throw source.refused(
          statement,
          ErrorCode.TRANSACTION_CONTROL,
          "SET TRANSACTION takes no effect in a transaction of its own",
          "Put it and what it is for between a BEGIN and a COMMIT.");
    }
  }

  private static Segment.Kind alone(Statement statement) {
    return switch (kind(statement)) {
      case FORBIDDEN -> Segment.Kind.ALONE;
      case MAY_COMMIT ->
          COMMITS.matcher(statement.text()).find()
              ? Segment.Kind.MAY_COMMIT
              : Segment.Kind.TRANSACTION;
      case ALLOWED, BEGIN, COMMIT, CONTROL -> Segment.Kind.TRANSACTION;
    };
  }

  private void refuseInBlock(Statement statement) {
    Transactionality kind = kind(statement);
    boolean savepoint = SAVEPOINT.matcher(statement.text()).find();
    if (kind == Transactionality.FORBIDDEN) {
      throw control(statement, statement.type().command() + " cannot run between BEGIN and COMMIT");
    }
    if (!savepoint) {
      refuseControl(statement);
    }
  }

  /** The BEGIN that is sent is ours, and has no modes. */
  private void refuseModes(Statement statement) {
    String command = statement.type().command();
    if (kind(statement) == Transactionality.CONTROL
        && (command.equals("BEGIN") || command.equals("START TRANSACTION"))) {
      throw source.refused(
          statement,
          ErrorCode.TRANSACTION_CONTROL,
          command + " gives modes of the transaction, which would be lost",
          "Write BEGIN alone, and the modes as SET TRANSACTION … directly behind it.");
    }
  }

  private void refuseControl(Statement statement) {
    refuseModes(statement);
    switch (kind(statement)) {
      case BEGIN, COMMIT, CONTROL ->
          throw control(
              statement,
              "the script controls transactions itself (" + statement.type().command() + ")");
      case ALLOWED, FORBIDDEN, MAY_COMMIT -> {}
    }
  }

  private RuntimeException control(Statement statement, String complaint) {
    return source.refused(
        statement,
        ErrorCode.TRANSACTION_CONTROL,
        complaint,
        body.transactional()
            ? "Every migration runs in one transaction of Lockkeeper's; take the statement out. If"
                + " each statement has to commit alone, write `-- lockkeeper: transaction=off` at"
                + " the top; BEGIN … COMMIT blocks are in order there."
            : "In a transaction=off script only BEGIN … COMMIT blocks, with savepoints in them, are"
                + " in order.");
  }

  private static Transactionality kind(Statement statement) {
    return statement.type().transactionality();
  }
}
