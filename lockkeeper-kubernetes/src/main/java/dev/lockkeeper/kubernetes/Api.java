package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Watch;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.function.Function;

/**
 * Asks the API server for things of one namespace. What it refuses becomes our own exception; what
 * may go better next time is asked again, with the waits of the {@link Watch} in between. Conflicts
 * (409) and what is gone (410) stay the client's exceptions, since callers know what they mean.
 */
final class Api {
  /** With the pauses below about two minutes. */
  private static final int ATTEMPTS = 30;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final KubernetesClient client;
  private final String namespace;

  Api(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  String namespace() {
    return namespace;
  }

  KubernetesClient client() {
    return client;
  }

  /** Asks, and asks again for some time while the API server fails. */
  <T> T ask(Right right, Watch watch, Function<KubernetesClient, T> question) {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(right, question);
      } catch (LockkeeperException e) {
        if (e.code() != ErrorCode.PLATFORM || attempt == ATTEMPTS) {
          throw e;
        }
        if (attempt == 1) {
          watch.say(e.getMessage() + "; trying again.");
        }
        Duration pause = Duration.ofSeconds(attempt);
        watch.pause(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
      }
    }
  }

  /**
   * Asks once.
   *
   * @throws LockkeeperException with {@link ErrorCode#PLATFORM} if asking again may help
   */
  <T> T once(Right right, Function<KubernetesClient, T> question) {
    try {
      return question.apply(client);
    } catch (KubernetesClientException e) {
      int code = e.getCode();
      if (code == HttpURLConnection.HTTP_CONFLICT || code == HttpURLConnection.HTTP_GONE) {
        throw e;
      }
      throw Refusal.of(e, right, namespace);
    }
  }
}
