package dev.lockkeeper.sql;

/** Decides from its tokens what a statement means for transactions, locks and recovery. */
final class Classifier {
  private Classifier() {}

  static StatementClass classify(Tokens tokens) {
    Command command = Command.of(tokens);
    return new StatementClass(
        command.name(),
        Transactions.of(command, tokens),
        Locks.of(command, tokens),
        Effects.of(command, tokens),
        Recoveries.of(command, tokens),
        Refusals.of(command, tokens));
  }
}
