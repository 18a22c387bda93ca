package dev.lockkeeper.signal;

import dev.lockkeeper.settings.Redaction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Tells the channels that want to know. Thread-safe. */
final class Notifier {
  private final Redaction redaction;
  private final Exchange exchange;
  private final Map<Channel, Outbox> outboxes = new LinkedHashMap<>();

  /**
   * @param redaction hides what must not leave, whatever a message says
   */
  Notifier(List<Channel> channels, Redaction redaction, Exchange exchange) {
    this.redaction = redaction;
    this.exchange = exchange;
    for (Channel channel : channels) {
      String receiver = channel.kind().id() + " at " + channel.endpoint();
      outboxes.put(channel, new Outbox(receiver, exchange.deadline()));
    }
  }

  /** Whether there is nobody to tell. */
  boolean isAlone() {
    return outboxes.isEmpty();
  }

  void tell(Notification notification) {
    outboxes.forEach(
        (channel, outbox) -> {
          if (channel.on().contains(notification.signal().occasion())) {
            outbox.add(
                notification.type(),
                () -> exchange.send(ChannelRequest.of(channel, notification, redaction)));
          }
        });
  }

  /** Takes nothing more. */
  void end() {
    outboxes.values().forEach(Outbox::end);
  }

  /** Sends what is left; says what went wrong, in at most one line for a channel. */
  Stream<String> await() {
    return outboxes.values().stream().map(Outbox::await).flatMap(Optional::stream);
  }
}
