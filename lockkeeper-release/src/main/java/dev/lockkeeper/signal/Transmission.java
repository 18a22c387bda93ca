package dev.lockkeeper.signal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends requests, a few times if need be, and within bounded time whatever the other side does. The
 * answer's body is not read and redirects are not followed. Thread-safe.
 */
final class Transmission {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int TRIES = 4;
  private static final long FIRST_PAUSE_MILLIS = 200;

  private final Deadline deadline;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  Transmission(Deadline deadline) {
    this.deadline = deadline;
  }

  /** What went wrong, and whether another try may help. */
  private record Fault(String words, boolean passing) {}

  /** Sends a request; says what went wrong, if it was not taken. */
  Optional<String> send(HttpRequest.Builder request) throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Optional<Fault> fault = attempt(request);
      if (fault.isEmpty() || !fault.get().passing() || attempt == TRIES) {
        return fault.map(Fault::words);
      }
      long longest = FIRST_PAUSE_MILLIS << attempt;
      long pause = ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
      if (deadline.left(Duration.ofMillis(pause)).toMillis() < pause) {
        return fault.map(Fault::words);
      }
      TimeUnit.MILLISECONDS.sleep(pause);
    }
  }

  private Optional<Fault> attempt(HttpRequest.Builder request) throws InterruptedException {
    Duration time = deadline.left(ANSWER);
    if (time.isZero()) {
      return Optional.of(new Fault("there was no time left", false));
    }
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request.timeout(time).build(), info -> new Unread());
    try {
      int status = answer.get(time.toNanos(), TimeUnit.NANOSECONDS).statusCode();
      boolean passing = status == 429 || status >= 500;
      return status / 100 == 2
          ? Optional.empty()
          : Optional.of(new Fault("it answers " + status, passing));
    } catch (TimeoutException e) {
      return Optional.of(new Fault("it does not answer", true));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Optional.of(new Fault(words(cause), cause instanceof IOException));
    } finally {
      answer.cancel(true);
    }
  }

  /** An exception's own message may hold the address, so its kind has to do. */
  private static String words(Throwable cause) {
    if (cause instanceof HttpTimeoutException) {
      return "it does not answer";
    }
    if (cause instanceof ConnectException) {
      return "it cannot be reached";
    }
    return "the connection fails with " + cause.getClass().getSimpleName();
  }
}
