package dev.lockkeeper.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.lockkeeper.database.LockHolder;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.run.RunEvent;
import dev.lockkeeper.run.RunReport;
import dev.lockkeeper.settings.Secret;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.http.HttpMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What receivers get of a run. */
class NotificationsIT {
  private final Receiver receiver = new Receiver();

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void aWebhookGetsADocumentForEveryEvent() throws Exception {
    assertThat(run(Channel.Kind.WEBHOOK, Optional.empty())).isEmpty();

    assertThat(receiver.requests())
        .extracting(request -> request.header("X-lockkeeper-event"))
        .containsExactly("run.started", "run.finished");
    Map<String, Object> finished = JSON.std.mapFrom(receiver.requests().get(1).body());
    assertThat(finished)
        .containsEntry("type", "run.finished")
        .containsEntry("occasion", "success")
        .containsEntry("outcome", "succeeded")
        .containsEntry("id", receiver.requests().get(1).header("X-lockkeeper-delivery"));
    assertThat(finished.get("run"))
        .isEqualTo(
            Map.of(
                "runId", Telling.RUN,
                "action", "up",
                "project", "orders",
                "environment", "prod/eu \u00fc",
                "database", "db:5432/orders",
                "actor", "ann",
                "lockkeeper", "0.1",
                "commit", "c0ffee"));
    assertThat(finished.get("migrations"))
        .isEqualTo(
            List.of(
                Map.of("version", "7", "name", "users", "outcome", "applied", "durationMs", 12)));
  }

  @Test
  void aFailureSaysWhereAndWhatNextButNoSecretAndNoStatement() throws Exception {
    run(Channel.Kind.WEBHOOK, Optional.of(Telling.failure()));

    String body = receiver.requests().get(1).body();
    assertThat(JSON.std.mapFrom(body).get("error"))
        .isEqualTo(
            Map.of(
                "code", "statement-failed",
                "sqlState", "42703",
                "message", "<!channel> column \"x\" & *** does not exist",
                "file", "migrations/8_orders.up.sql",
                "line", 3,
                "databaseState", "It was rolled back.",
                "hint", "Correct the file."));
    assertThat(body).doesNotContain("hidden", "pa'ss");
  }

  @Test
  void aWebhookIsSignedAsGitHubSignsItsOwn() {
    Channel channel =
        new Channel(
            Channel.Kind.WEBHOOK,
            receiver.endpoint("/hook"),
            Optional.of(Secret.of("s3cret")),
            Set.of(Occasion.SUCCESS));
    Telling.run(Telling.signals(channel), Optional.empty());

    Receiver.Request only = receiver.requests().get(0);
    assertThat(receiver.requests()).hasSize(1);
    assertThat(only.header("X-lockkeeper-signature-256"))
        .isEqualTo(
            "sha256="
                + ChannelRequest.signature("s3cret", only.body().getBytes(StandardCharsets.UTF_8)));
    // The example of GitHub's documentation, "Validating webhook deliveries".
    assertThat(
            ChannelRequest.signature(
                "It's a Secret to Everybody", "Hello, World!".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
  }

  @Test
  void slackGetsATextAndBlocksInWhichNobodyIsCalled() throws Exception {
    run(Channel.Kind.SLACK, Optional.of(Telling.failure()));

    Map<String, Object> message = JSON.std.mapFrom(receiver.requests().get(1).body());
    assertThat(message.get("text"))
        .isEqualTo(
            "*orders* in *prod/eu \u00fc*: `up` failed (failed-clean), migrations done before: 1");
    List<?> blocks = (List<?>) message.get("blocks");
    assertThat(blocks).hasSize(3);
    assertThat(blocks.get(1).toString())
        .contains("&lt;!channel&gt;", "&amp; ***", "8_orders.up.sql:3", "Next: Correct the file.")
        .doesNotContain("<!");
    assertThat(blocks.get(2).toString())
        .contains("db:5432/orders \u00b7 by ann \u00b7 commit c0ffee \u00b7 run " + Telling.RUN);
  }

  @Test
  void cloudEventsAreWhatTheirOwnLibraryReads() throws Exception {
    run(Channel.Kind.CLOUDEVENTS, Optional.empty());

    CloudEvent event = cloudEvent(receiver.requests().get(1));
    assertThat(event.getSpecVersion().toString()).isEqualTo("1.0");
    assertThat(event.getType()).isEqualTo("dev.lockkeeper.run.finished");
    assertThat(event.getSource()).isEqualTo(URI.create("/lockkeeper/orders/prod%2Feu%20%C3%BC"));
    assertThat(event.getSubject()).isEqualTo(Telling.RUN);
    assertThat(event.getDataContentType()).isEqualTo("application/json");
    Map<String, Object> data = JSON.std.mapFrom(event.getData().toBytes());
    assertThat(data).containsEntry("id", event.getId()).containsEntry("outcome", "succeeded");
    assertThat(event.getTime().toInstant()).hasToString(data.get("time").toString());
  }

  @Test
  void whoHoldsTheLockIsToldOnce() throws Exception {
    RunSignals signals =
        Telling.signals(Telling.channel(Channel.Kind.WEBHOOK, receiver.endpoint("/hook")));
    LockHolder holder =
        new LockHolder(42, "lockkeeper", "deploy", "", "idle", Duration.ofSeconds(5));
    for (int waited = 0; waited < 30; waited += 10) {
      signals.on(
          new RunEvent.WaitingForLock(
              Optional.of(holder), Duration.ofSeconds(waited), Duration.ofMinutes(10)));
    }
    LockkeeperException locked =
        LockkeeperException.because(ErrorCode.LOCKED, "another run held the lock").build();
    signals.ended(Optional.of(locked));
    signals.ended(Optional.empty());
    assertThat(signals.close(() -> false)).isEmpty();

    assertThat(receiver.requests())
        .extracting(request -> JSON.std.mapFrom(request.body()).get("occasion"))
        .containsExactly("blocked", "failure");
    Map<String, Object> blocked = JSON.std.mapFrom(receiver.requests().get(0).body());
    assertThat(blocked.get("blocked"))
        .isEqualTo(
            Map.of("lock", "run", "by", holder.describe(), "waitedMs", 0, "limitMs", 600_000));
  }

  @Test
  void aTableThatStaysLockedIsToldOfButNotTheFirstTries() throws Exception {
    RunSignals signals =
        Telling.signals(Telling.channel(Channel.Kind.SLACK, receiver.endpoint("/hook")));
    for (int attempt = 1; attempt <= 5; attempt++) {
      signals.on(new RunEvent.Retrying("7 users", "lock timeout", attempt, Duration.ofMillis(10)));
      if (attempt == 2) {
        assertThat(receiver.requests()).isEmpty();
      }
    }
    signals.close(() -> false);

    assertThat(receiver.requests()).hasSize(1);
    assertThat(receiver.requests().get(0).body()).contains("waits for a table: 7 users: lock");
  }

  @Test
  void aChannelHearsWhatItAskedFor() {
    Channel channel =
        new Channel(
            Channel.Kind.WEBHOOK,
            receiver.endpoint("/"),
            Optional.empty(),
            EnumSet.of(Occasion.FAILURE));
    Telling.run(Telling.signals(channel), Optional.empty());
    assertThat(receiver.requests()).isEmpty();
    Telling.run(Telling.signals(channel), Optional.of(Telling.failure()));
    assertThat(receiver.requests()).hasSize(1);
  }

  @Test
  void nothingToDoIsAnOccasionOfItsOwn() {
    assertThat(Occasion.usual()).doesNotContain(Occasion.NOTHING_TO_DO).hasSize(4);
    RunReport idle =
        new RunReport(
            Telling.RUN,
            "up",
            Outcome.NOTHING_TO_DO,
            0,
            List.of(),
            List.of(),
            List.of(),
            0,
            Optional.empty());
    RunSignals signals =
        Telling.signals(Telling.channel(Channel.Kind.WEBHOOK, receiver.endpoint("/")));
    signals.on(new RunEvent.Finished(idle));
    signals.ended(Optional.empty());
    signals.close(() -> false);
    assertThat(receiver.requests().get(0).body()).contains("\"occasion\":\"nothing-to-do\"");
  }

  private List<String> run(Channel.Kind kind, Optional<LockkeeperException> failure) {
    return Telling.run(Telling.signals(Telling.channel(kind, receiver.endpoint("/hook"))), failure);
  }

  private static CloudEvent cloudEvent(Receiver.Request request) {
    MessageReader reader =
        HttpMessageFactory.createReaderFromMultimap(
            request.headers(), request.body().getBytes(StandardCharsets.UTF_8));
    return reader.toEvent();
  }
}
