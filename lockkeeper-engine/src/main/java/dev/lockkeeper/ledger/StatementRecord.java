package dev.lockkeeper.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One statement that another program sent to the server while a run watched it. Immutable.
 *
 * @param number its place among all statements of the run, counted from 1 in the order in which
 *     they were sent; what a later run has seen of a dead one comes last
 * @param session which of the program's connections sent it, counted from 1; 0 where a later run
 *     has seen it and cannot know
 * @param backendPid the server process of that connection
 * @param startedAt when it was sent, by the clock of the machine that watched; by the server's,
 *     where a later run has seen it
 * @param command such as {@code CREATE INDEX}, in upper case
 * @param text the statement with its literals masked; cut if it is very long
 * @param duration until the server had answered
 * @param rows how many rows it returned or changed; empty where the server does not say
 * @param inTransaction whether it ran in a transaction that was left open behind it
 * @param sqlState why the server refused it; empty if it did not
 * @param message what the server said then, with literals masked
 * @param locks the table locks that it added, such as {@code AccessExclusiveLock on public.orders}
 * @param sampled whether its locks were looked at now and then while it ran, so that some may be
 *     missing; if not, they were read before the program's next message was passed on
 * @param waiters the most sessions that were seen waiting for it at once
 * @param longestWait the longest of those waits that was seen
 */
public record StatementRecord(
    long number,
    int session,
    int backendPid,
    Instant startedAt,
    String command,
    String text,
    Duration duration,
    Optional<Long> rows,
    boolean inTransaction,
    Optional<String> sqlState,
    Optional<String> message,
    List<String> locks,
    boolean sampled,
    int waiters,
    Duration longestWait) {

  public StatementRecord {
    locks = List.copyOf(locks);
  }

  /** The same with a question mark for each character that is not in ASCII. */
  public StatementRecord inAscii() {
    return new StatementRecord(
        number,
        session,
        backendPid,
        startedAt,
        ascii(command),
        ascii(text),
        duration,
        rows,
        inTransaction,
        sqlState,
        message.map(StatementRecord::ascii),
        locks.stream().map(StatementRecord::ascii).toList(),
        sampled,
        waiters,
        longestWait);
  }

  private static String ascii(String text) {
    return new String(text.getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII);
  }
}
