package dev.lockkeeper.sql;

import java.util.Optional;

/**
 * What the text of a statement tells about running it. Immutable.
 *
 * @param command such as {@code CREATE INDEX}, in upper case
 * @param transactionality how it stands to transactions
 * @param lockClass how its locks stand in the way of others
 * @param effect the relations it makes and names
 * @param recovery what the catalog can tell after a crash
 * @param forbidden why the statement is always refused, if it is
 */
public record StatementClass(
    String command,
    Transactionality transactionality,
    LockClass lockClass,
    Effect effect,
    Recovery recovery,
    Optional<Refusal> forbidden) {}
