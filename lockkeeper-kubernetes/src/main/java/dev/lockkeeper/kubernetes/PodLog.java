package dev.lockkeeper.kubernetes;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.LogLine;
import dev.lockkeeper.release.platform.Watch;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a container prints, piece by piece, from where the last piece ended. Each line comes
 * with its time, by which the next piece is asked for; since the API counts seconds only, lines of
 * the last second come again and are left out by their full time. A log that cannot be read is no
 * failure of what is logged.
 */
final class PodLog {
  private static final int PIECE = 1 << 20;
  private static final int LARGEST_PIECE = 1 << 26;
  private static final int LONGEST_LINE = 1 << 15;

  private final Api api;
  private final String pod;
  private Instant last = Instant.MIN;
  private int atLast;
  private boolean isSilent;

  PodLog(Api api, String pod) {
    this.api = api;
    this.pod = pod;
  }

  /** Passes on the lines that are there by now. The last one is unfinished until the end. */
  void read(Watch watch, boolean isEnd) {
    int size = PIECE;
    while (!isSilent) {
      Optional<String> piece = piece(size, watch);
      if (piece.isEmpty()) {
        return;
      }
      // Some bytes less, since the limit counts bytes that are no character yet, too.
      boolean isCut = piece.orElseThrow().length() >= size / 4;
      boolean isNew = lines(piece.orElseThrow(), isEnd && !isCut, watch);
      if (!isCut) {
        return;
      }
      if (!isNew && size == LARGEST_PIECE) {
        isSilent = true;
        watch.say("The pod " + pod + " prints more in a second than can be read here.");
      }
      size = isNew ? PIECE : Math.min(size * 4, LARGEST_PIECE);
    }
  }

  private Optional<String> piece(int size, Watch watch) {
    try {
      return Optional.ofNullable(api.once(Right.READ_LOGS, client -> ask(size)));
    } catch (LockkeeperException e) {
      if (e.code() == ErrorCode.PERMISSION) {
        isSilent = true;
        watch.say(
            "The log of the pod "
                + pod
                + " cannot be read: "
                + e.getMessage()
                + ". "
                + e.hint().orElse(""));
      }
      // Else it does not run yet, is gone, or the API server will answer the next time.
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.empty();
    }
  }

  /** Asks without the client's own way to logs, which waits until a pod is ready. */
  private @Nullable String ask(int size) {
    String since =
        last.equals(Instant.MIN) ? "" : "&sinceTime=" + last.truncatedTo(ChronoUnit.SECONDS);
    return api.client()
        .raw(
            "/api/v1/namespaces/"
                + api.namespace()
                + "/pods/"
                + pod
                + "/log?container="
                + JobManifest.CONTAINER
                + "&timestamps=true&limitBytes="
                + size
                + since);
  }

  /** Whether one of them was new. */
  private boolean lines(String piece, boolean isEnd, Watch watch) {
    int skip = atLast;
    Instant from = last;
    boolean isNew = false;
    int start = 0;
    while (start < piece.length()) {
      int end = piece.indexOf('\n', start);
      if (end < 0 && !isEnd) {
        return isNew;
      }
      String line = piece.substring(start, end < 0 ? piece.length() : end);
      start = end < 0 ? piece.length() : end + 1;
      int space = line.indexOf(' ');
      Optional<Instant> time = time(space < 0 ? line : line.substring(0, space));
      if (time.isEmpty() || time.orElseThrow().isBefore(from)) {
        continue;
      }
      Instant at = time.orElseThrow();
      if (at.equals(from) && skip > 0) {
        skip--;
        continue;
      }
      atLast = at.equals(last) ? atLast + 1 : 1;
      last = at;
      isNew = true;
      pass(at, space < 0 ? "" : line.substring(space + 1), watch);
    }
    return isNew;
  }

  private static void pass(Instant at, String line, Watch watch) {
    String text = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    watch.line(
        new LogLine(
            Optional.of(at),
            "",
            text.length() > LONGEST_LINE ? text.substring(0, LONGEST_LINE) + "…" : text));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
