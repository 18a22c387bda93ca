package dev.lockkeeper.sql;

/** What the catalog can tell about statements after a crash. */
final class Recoveries {
  private Recoveries() {}

  static Recovery of(Command command, Tokens tokens) {
    return switch (command.name()) {
      case "CREATE INDEX" -> createIndex(tokens, command.next());
      case "DROP INDEX" -> dropIndex(tokens, command.next());
      case "REINDEX" -> reindex(tokens);
      case "ALTER TABLE" -> detach(tokens, command.next());
      case "ALTER TYPE" -> addValue(tokens, command.next());
      case "VACUUM", "ANALYZE", "ANALYSE", "ALTER SYSTEM" -> Recovery.REPEATABLE;
      case "CLUSTER", "ALTER DATABASE", "ALTER SUBSCRIPTION" ->
          Transactions.of(command, tokens) == Transactionality.FORBIDDEN
              ? Recovery.REPEATABLE
              : Recovery.NONE;
      case "CALL",
          "DO",
          "CREATE DATABASE",
          "DROP DATABASE",
          "CREATE TABLESPACE",
          "DROP TABLESPACE",
          "CREATE SUBSCRIPTION",
          "DROP SUBSCRIPTION",
          "UNKNOWN" ->
          Recovery.UNKNOWN;
      default -> Recovery.NONE;
    };
  }

  private static Recovery createIndex(Tokens tokens, int next) {
    IndexParts parts = IndexParts.of(tokens, next);
    if (!parts.concurrently()) {
      return Recovery.NONE;
    }
    Recovery recovery =
        Recovery.of(Recovery.Kind.CREATE_INDEX).withTable(Names.source(tokens, parts.table()));
    return parts.name() < 0
        ? recovery
        : recovery.withObject(
            Names.schemaSource(tokens, parts.table()) + Names.source(tokens, parts.name()));
  }

  private static Recovery dropIndex(Tokens tokens, int next) {
    if (!tokens.is(next, "CONCURRENTLY")) {
      return Recovery.NONE;
    }
    int name = Names.skipConditions(tokens, next + 1);
    return Recovery.of(Recovery.Kind.DROP_INDEX).withObject(Names.source(tokens, name));
  }

  private static Recovery reindex(Tokens tokens) {
    int target = Transactions.reindexTarget(tokens);
    boolean concurrently = Transactions.reindexesConcurrently(tokens);
    if (!concurrently) {
      return tokens.isAny(target, "INDEX", "TABLE") ? Recovery.NONE : Recovery.REPEATABLE;
    }
    int name = tokens.is(target + 1, "CONCURRENTLY") ? target + 2 : target + 1;
    Recovery recovery = Recovery.of(Recovery.Kind.REINDEX).withLabel(tokens.word(target));
    if (!Names.startsAt(tokens, name)) {
      return recovery;
    }
    String source = Names.source(tokens, name);
    return tokens.is(target, "TABLE") ? recovery.withTable(source) : recovery.withObject(source);
  }

  private static Recovery detach(Tokens tokens, int next) {
    int partition = Transactions.detach(tokens);
    if (partition < 0
        || !tokens.isAny(Names.end(tokens, partition + 1), "CONCURRENTLY", "FINALIZE")) {
      return Recovery.NONE;
    }
    return Recovery.of(Recovery.Kind.DETACH_PARTITION)
        .withObject(Names.source(tokens, partition + 1))
        .withTable(Names.source(tokens, Names.skipConditions(tokens, next)));
  }

  private static Recovery addValue(Tokens tokens, int next) {
    int add = Names.end(tokens, next);
    if (!tokens.are(add, "ADD", "VALUE")) {
      return Recovery.NONE;
    }
    int label = tokens.are(add + 2, "IF", "NOT", "EXISTS") ? add + 5 : add + 2;
    return Recovery.of(Recovery.Kind.ADD_ENUM_VALUE)
        .withObject(Names.source(tokens, next))
        .withLabel(Literals.value(tokens.text(label)));
  }
}
