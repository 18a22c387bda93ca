package dev.lockkeeper.signal;

import dev.lockkeeper.settings.Secret;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where notifications go. Immutable.
 *
 * @param kind in which form
 * @param endpoint to whom
 * @param secret what a webhook's body is signed with
 * @param on when it speaks
 */
public record Channel(Kind kind, Endpoint endpoint, Optional<Secret> secret, Set<Occasion> on) {
  public Channel {
    on = Set.copyOf(on);
  }

  /** The form of a notification. */
  public enum Kind {
    /** A JSON document of our own. */
    WEBHOOK,
    /** A message for Slack's incoming webhooks. */
    SLACK,
    /** A CloudEvent in binary mode. */
    CLOUDEVENTS;

    /** The key in settings. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
