package dev.lockkeeper.signal;

import java.net.http.HttpRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way to the network that all receivers share, made when the first of them has something to
 * send: loading an HTTP client takes longer than many runs. Thread-safe.
 */
final class Exchange {
  private final Deadline deadline;
  private @Nullable Transmission transmission;

  Exchange(Deadline deadline) {
    this.deadline = deadline;
  }

  /** When all sending must be over. */
  Deadline deadline() {
    return deadline;
  }

  /** Sends a request; says what went wrong, if it was not taken. */
  Optional<String> send(HttpRequest.Builder request) throws InterruptedException {
    return transmission().send(request);
  }

  private synchronized Transmission transmission() {
    if (transmission == null) {
      transmission = new Transmission(deadline);
    }
    return transmission;
  }
}
