package dev.lockkeeper.guard.record;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One statement under way, and what became of it. Not thread-safe. */
final class Execution {
  private final long number;
  private final Sent sent;
  private final Instant startedAt;
  private final long sentNanos;
  private Duration duration = Duration.ZERO;
  private @Nullable Long rows;
  private @Nullable Failure failure;
  private long transaction;
  private boolean exact;
  private final Set<String> locks = new TreeSet<>();

  /**
   * Why the server refused a statement.
   *
   * @param sqlState the SQLSTATE
   * @param message the message without values
   */
  record Failure(String sqlState, String message) {}

  Execution(long number, Sent sent) {
    this.number = number;
    this.sent = sent;
    this.startedAt = Instant.now();
    this.sentNanos = System.nanoTime();
  }

  private Execution(Execution first, Sent sent) {
    this.number = first.number;
    this.sent = sent;
    this.startedAt = first.startedAt;
    this.sentNanos = first.sentNanos;
  }

  /** This one and others as one text, which the server could not read. */
  Execution together(Collection<Execution> all) {
    String text = all.stream().map(each -> each.sent.text()).collect(Collectors.joining("; "));
    List<String> values = all.stream().flatMap(each -> each.sent.values().stream()).toList();
    return new Execution(this, Sent.unreadable(sent.command(), text, values));
  }

  long number() {
    return number;
  }

  Sent sent() {
    return sent;
  }

  Instant startedAt() {
    return startedAt;
  }

  Duration duration() {
    return duration;
  }

  /**
   * The server has answered.
   *
   * @param begun when it was done with the statement before, as {@link System#nanoTime} counts
   */
  void answered(long begun) {
    duration = Duration.ofNanos(System.nanoTime() - Math.max(begun, sentNanos));
  }

  Optional<Long> rows() {
    return Optional.ofNullable(rows);
  }

  void countRows(@Nullable Long count) {
    rows = count;
  }

  void countRow() {
    rows = rows == null ? 1 : rows + 1;
  }

  Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  void fail(Failure reason) {
    failure = reason;
    rows = null;
  }

  /** The transaction that was open behind it, by its number in the session; 0 for none. */
  long transaction() {
    return transaction;
  }

  void setTransaction(long open) {
    transaction = open;
  }

  Set<String> locks() {
    return locks;
  }

  /** Its locks were read when it had ended, in the transaction that it has left open. */
  void markExact() {
    exact = true;
  }

  boolean isExact() {
    return exact;
  }
}
