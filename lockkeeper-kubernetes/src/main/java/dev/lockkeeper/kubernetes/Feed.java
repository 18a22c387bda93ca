package dev.lockkeeper.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a watch tells, until it breaks. Filled by threads of the client, emptied by
 * ours.
 */
final class Feed<T extends HasMetadata> implements Watcher<T>, AutoCloseable {
  /** More than this is not kept: reading everything anew is cheaper. */
  private static final int MOST = 1_000;

  private record Change<T>(Action action, T object) {}

  private final Queue<Change<T>> changes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger kept = new AtomicInteger();
  private volatile boolean isBroken;
  private @Nullable Watch watch;

  /** Begins; a watch that cannot begin is a broken one. */
  void open(Function<Watcher<T>, Watch> start) {
    try {
      watch = start.apply(this);
    } catch (RuntimeException e) {
      // Reading everything anew will tell what is wrong, if it is not only about watching.
      isBroken = true;
    }
  }

  /** Whether changes may be missing from now on. */
  boolean isBroken() {
    return isBroken;
  }

  /** Takes what has come. */
  void drain(BiConsumer<Action, T> consumer) {
    for (Change<T> next = changes.poll(); next != null; next = changes.poll()) {
      kept.decrementAndGet();
      consumer.accept(next.action(), next.object());
    }
  }

  @Override
  public void eventReceived(Action action, T object) {
    if (action == Action.BOOKMARK || action == Action.ERROR) {
      return;
    }
    if (kept.incrementAndGet() > MOST) {
      kept.decrementAndGet();
      isBroken = true;
      return;
    }
    changes.add(new Change<>(action, object));
  }

  @Override
  public void onClose(WatcherException cause) {
    isBroken = true;
  }

  @Override
  public void onClose() {
    isBroken = true;
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
  }
}
