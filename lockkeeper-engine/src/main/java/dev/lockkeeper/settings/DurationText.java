package dev.lockkeeper.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 500ms}, {@code 10s}, {@code 5m}, {@code 1h}, {@code 0}.
 */
public final class DurationText {
  /** What to write, for messages. */
  public static final String FORM = "a duration such as 500ms, 10s, 10m or 1h";

  private static final Pattern TEXT = Pattern.compile("(\\d{1,10})(ms|s|m|h)");

  /** PostgreSQL counts timeouts in milliseconds that fit into an int. */
  private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);

  private DurationText() {}

  /** Reads a duration; nothing if the text is not one, or longer than about 24 days. */
  public static Optional<Duration> parse(String text) {
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

  /** Writes a duration for people: {@code 12 ms}, {@code 3.4 s}, {@code 2 min 5 s}. */
  public static String display(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      return millis / 1000 + "." + millis % 1000 / 100 + " s";
    }
    return millis / 60_000 + " min " + millis / 1000 % 60 + " s";
  }
}
