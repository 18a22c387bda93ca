package dev.lockkeeper.guard.record;

import dev.lockkeeper.sql.Effect;
import dev.lockkeeper.sql.LockClass;
import dev.lockkeeper.sql.TransactionCommand;
import dev.lockkeeper.sql.WriteKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a statement from its text. Immutable.
 *
 * @param command such as {@code CREATE INDEX}
 * @param text without values and secrets, and cut if it is long
 * @param locks how its locks stand in the way of others
 * @param writes what it changes
 * @param effect the relations it makes and names
 * @param transaction what it asks of the transaction, if it steers it
 * @param values the strings in it, which must not stand in a message either
 * @param isWhole whether this is the text of a whole query that could not be cut into statements
 */
record Sent(
    String command,
    String text,
    LockClass locks,
    WriteKind writes,
    Effect effect,
    Optional<TransactionCommand> transaction,
    List<String> values,
    boolean isWhole) {

  private static final Effect NOT_KNOWN = new Effect(false, Set.of(), Set.of());

  Sent {
    values = List.copyOf(values);
  }

  /** Something that runs, of which there is no text. */
  static Sent unknown(String command, String text) {
    return new Sent(
        command,
        text,
        LockClass.BLOCKING,
        WriteKind.UNKNOWN,
        NOT_KNOWN,
        Optional.empty(),
        List.of(),
        false);
  }

  /** A text that the server cannot read either, or only a part of one. */
  static Sent unreadable(String command, String text, List<String> values) {
    return new Sent(
        command,
        text,
        LockClass.BLOCKING,
        WriteKind.UNKNOWN,
        NOT_KNOWN,
        Optional.empty(),
        values,
        true);
  }

  /** About how many characters it keeps. */
  int size() {
    return text.length() + values.stream().mapToInt(String::length).sum();
  }

  boolean takesLocks() {
    return locks != LockClass.NONE;
  }
}
