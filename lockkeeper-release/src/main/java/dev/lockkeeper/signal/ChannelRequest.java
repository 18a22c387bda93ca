package dev.lockkeeper.signal;

import dev.lockkeeper.settings.Redaction;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A notification as the request that a channel expects. */
final class ChannelRequest {
  private static final String HMAC = "HmacSHA256";

  private ChannelRequest() {}

  static HttpRequest.Builder of(Channel channel, Notification notification, Redaction redaction) {
    return switch (channel.kind()) {
      case WEBHOOK -> webhook(channel, notification, redaction);
      case SLACK -> post(channel, RedactedJson.of(SlackMessage.of(notification), redaction));
      case CLOUDEVENTS -> cloudEvent(channel, notification, redaction);
    };
  }

  /** The signature is of the form that GitHub gives its webhooks, so that readers exist. */
  private static HttpRequest.Builder webhook(
      Channel channel, Notification notification, Redaction redaction) {
    byte[] body = RedactedJson.of(NotificationDocument.of(notification), redaction);
    HttpRequest.Builder request =
        post(channel, body)
            .header("X-Lockkeeper-Event", notification.type())
            .header("X-Lockkeeper-Delivery", notification.id());
    channel
        .secret()
        .ifPresent(
            secret ->
                request.header(
                    "X-Lockkeeper-Signature-256", "sha256=" + signature(secret.reveal(), body)));
    return request;
  }

  static String signature(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + HMAC, e);
    }
  }

  /** CloudEvents 1.0, "HTTP Protocol Binding", section 3.1: the binary content mode. */
  private static HttpRequest.Builder cloudEvent(
      Channel channel, Notification notification, Redaction redaction) {
    RunFacts facts = notification.facts();
    HttpRequest.Builder request =
        post(channel, RedactedJson.of(NotificationDocument.of(notification), redaction))
            .header("ce-specversion", "1.0")
            .header("ce-id", notification.id())
            .header(
                "ce-source",
                "/lockkeeper/" + segment(facts.project()) + "/" + segment(facts.environment()))
            .header("ce-type", "dev.lockkeeper." + notification.type())
            .header("ce-time", notification.time().toString());
    notification.runId().ifPresent(id -> request.header("ce-subject", id));
    return request;
  }

  /** A segment of a URI's path; what stands in a header unescaped has no other signs. */
  private static String segment(String text) {
    StringBuilder segment = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      char sign = (char) (each & 0xFF);
      boolean plain = sign < 128 && (Character.isLetterOrDigit(sign) || "-._~".indexOf(sign) >= 0);
      segment.append(plain ? String.valueOf(sign) : "%%%02X".formatted((int) sign));
    }
    return segment.toString();
  }

  private static HttpRequest.Builder post(Channel channel, byte[] body) {
    return HttpRequest.newBuilder(channel.endpoint().reveal())
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
  }
}
