package dev.lockkeeper.run;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.plan.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Hands out the bulk messages of a plan, and builds the next one on a thread of its own while the
 * server works on the last: the processor time of the client is then no time of the run. Not
 * thread-safe.
 */
final class BulkQueue {
  private final BulkMessages messages;
  private final List<Step> steps;
  private Set<String> made = new HashSet<>();
  private @Nullable Ahead ahead;

  BulkQueue(BulkMessages messages, List<Step> steps) {
    this.messages = messages;
    this.steps = steps;
  }

  /** The message that is built on the assumption that everything before it succeeds. */
  private record Ahead(int first, CompletableFuture<Optional<BulkMessages.Bundle>> message) {}

  /**
   * The message that begins with a step, if there is one. The caller sends it and says how far it
   * came before it takes another.
   *
   * @throws LockkeeperException if a script of it cannot be read any more
   */
  Optional<BulkMessages.Bundle> take(int first) {
    Optional<BulkMessages.Bundle> taken =
        ahead != null && ahead.first() == first
            ? await(ahead.message())
            : messages.bundle(steps, first, made);
    ahead = taken.map(bundle -> after(first, bundle)).orElse(null);
    return taken;
  }

  private @Nullable Ahead after(int first, BulkMessages.Bundle bundle) {
    int next = first + bundle.steps().size();
    return next == steps.size()
        ? null
        : new Ahead(
            next,
            CompletableFuture.supplyAsync(
                () -> messages.bundle(steps, next, bundle.made()), BulkQueue::start));
  }

  /** Says how many steps of a message are applied. */
  void applied(BulkMessages.Bundle bundle, int count) {
    if (count == bundle.steps().size()) {
      made = bundle.made();
    } else {
      ahead = null;
      bundle.scripts().subList(0, count).forEach(this::applied);
    }
  }

  /** Says that a script is applied that was sent by itself. */
  void applied(CheckedScript script) {
    made.addAll(BulkMessages.madeBy(script));
  }

  private static <T> T await(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof LockkeeperException failure ? failure : e;
    }
  }

  private static void start(Runnable building) {
    Thread thread = new Thread(building, "lockkeeper-bulk");
    thread.setDaemon(true);
    thread.start();
  }
}
