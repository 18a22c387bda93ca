package dev.lockkeeper.cli.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: a whole number and a unit, such as {@code 500ms} or {@code 10m}.
 */
final class Durations {
  /** What to write, for messages. */
  static final String FORM = "a duration such as 500ms, 10s, 10m or 1h";

  private static final Pattern TEXT = Pattern.compile("(\\d{1,10})(ms|s|m|h)");

  /** PostgreSQL counts timeouts in milliseconds that fit into an int. */
  private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

  private Durations() {}

  /** Reads a duration; empty if the text is none, or longer than about 24 days. */
  static Optional<Duration> parse(String text) {
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> Duration.ofHours(number);
        };
    return duration.compareTo(LONGEST) <= 0 ? Optional.of(duration) : Optional.empty();
  }
}
