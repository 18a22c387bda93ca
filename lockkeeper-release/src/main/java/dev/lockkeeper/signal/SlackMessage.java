package dev.lockkeeper.signal;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.DurationText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A notification for people who read Slack: a text for previews, and blocks (Slack documentation,
 * "Sending messages using incoming webhooks" and "Reference: blocks").
 */
final class SlackMessage {
  /** A text of a section block has at most 3,000 characters, after escaping. */
  private static final int LONGEST = 1_000;

  private SlackMessage() {}

  static Map<String, Object> of(Notification notification) {
    String headline = headline(notification);
    List<Object> blocks = new ArrayList<>();
    blocks.add(section(headline));
    if (notification.signal() instanceof Signal.Finished finished) {
      finished.failure().ifPresent(failure -> blocks.add(section(details(failure))));
    }
    blocks.add(context(notification));
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("text", headline);
    message.put("blocks", blocks);
    return message;
  }

  private static String headline(Notification notification) {
    RunFacts facts = notification.facts();
    return "*"
        + escaped(facts.project())
        + "* in *"
        + escaped(facts.environment())
        + "*: `"
        + escaped(facts.action())
        + "` "
        + escaped(event(notification.signal()));
  }

  private static String event(Signal signal) {
    if (signal instanceof Signal.Started started) {
      return started.steps() == 0 ? "has started" : "has started, steps: " + started.steps();
    }
    if (signal instanceof Signal.Blocked blocked) {
      return "waits for "
          + (blocked.lock().equals("run") ? "another run: " : "a table: ")
          + blocked.by();
    }
    if (signal instanceof Signal.Finished finished) {
      return ended(finished);
    }
    throw new IllegalStateException(signal.name());
  }

  private static String ended(Signal.Finished finished) {
    String outcome = finished.outcome().id();
    int count = finished.migrations().size();
    return switch (finished.occasion()) {
      case NOTHING_TO_DO -> "had nothing to do";
      case SUCCESS ->
          "succeeded in "
              + DurationText.display(finished.durationMillis())
              + (count == 0 ? "" : ", migrations: " + count);
      case FAILURE, START, BLOCKED ->
          "failed (" + outcome + ")" + (count == 0 ? "" : ", migrations done before: " + count);
    };
  }

  private static String details(LockkeeperException failure) {
    StringBuilder text = new StringBuilder(String.valueOf(failure.getMessage()));
    failure.place().ifPresent(place -> text.append("\nat ").append(place));
    failure.databaseState().ifPresent(state -> text.append('\n').append(state));
    failure.hint().ifPresent(hint -> text.append("\nNext: ").append(hint));
    return escaped(text.toString());
  }

  private static Map<String, Object> section(String text) {
    return Map.of("type", "section", "text", markdown(text));
  }

  private static Map<String, Object> context(Notification notification) {
    RunFacts facts = notification.facts();
    List<String> words = new ArrayList<>(List.of(facts.database(), "by " + facts.actor()));
    facts.commit().ifPresent(commit -> words.add("commit " + commit));
    notification.runId().ifPresent(id -> words.add("run " + id));
    return Map.of(
        "type", "context", "elements", List.of(markdown(escaped(String.join(" · ", words)))));
  }

  private static Map<String, Object> markdown(String text) {
    return Map.of("type", "mrkdwn", "text", text);
  }

  /** Cut, and with the three signs escaped by which a text could name people or links. */
  private static String escaped(String text) {
    String cut = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    return cut.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
