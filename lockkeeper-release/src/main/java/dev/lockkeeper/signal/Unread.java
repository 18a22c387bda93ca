package dev.lockkeeper.signal;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * An answer's body that nobody reads: it may be endless, or come a byte an hour. The connection is
 * closed instead.
 */
final class Unread implements HttpResponse.BodySubscriber<Void> {
  @Override
  public CompletionStage<Void> getBody() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.cancel();
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    // Cancelled.
  }

  @Override
  public void onError(Throwable failure) {
    // The status is all that counts.
  }

  @Override
  public void onComplete() {
    // An empty body.
  }
}
