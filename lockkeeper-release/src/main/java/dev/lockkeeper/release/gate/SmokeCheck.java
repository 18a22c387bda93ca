package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Watch;
import dev.lockkeeper.release.settings.SmokeSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the new revision until it answers as it should, or the time for that is over. */
record SmokeCheck(SmokeSettings settings, URI address) {
  private static final Duration EACH = Duration.ofSeconds(10);
  private static final Duration ASK_AGAIN = Duration.ofMillis(500);
  private static final long TICK_MILLIS = 200;

  void pass(Watch watch) {
    long end = System.nanoTime() + settings.timeout().toNanos();
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(EACH)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(settings.path())).timeout(EACH).GET().build();
    String last = ask(client, request, watch);
    while (!last.equals("status " + settings.status())) {
      if (System.nanoTime() >= end) {
        throw LockkeeperException.because(
                ErrorCode.SMOKE_CHECK,
                "the new revision did not answer "
                    + request.uri()
                    + " with status "
                    + settings.status()
                    + " within "
                    + settings.timeout().toSeconds()
                    + " s; the last answer: "
                    + last)
            .hint("Look at the revision's log. Mend the cause, and run the command again.")
            .build();
      }
      watch.pause(ASK_AGAIN);
      last = ask(client, request, watch);
    }
  }

  /** The body is not read: only the status counts. */
  private static String ask(HttpClient client, HttpRequest request, Watch watch) {
    CompletableFuture<HttpResponse<Void>> answer =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    while (!watch.isOver()) {
      try {
        return "status " + answer.get(TICK_MILLIS, TimeUnit.MILLISECONDS).statusCode();
      } catch (TimeoutException e) {
        // Not yet.
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        return cause instanceof IOException && cause.getMessage() != null
            ? cause.getMessage()
            : String.valueOf(cause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "none";
      }
    }
    answer.cancel(true);
    return "none";
  }
}
