package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.settings.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the {@code -- lockkeeper:} lines among the leading comments of a script. */
final class HeaderReader {
  private static final String MARK = "-- lockkeeper:";
  private static final Pattern OPTION =
      Pattern.compile("\\s*([a-z-]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"]+)(?=\\s|$)");

  private final String file;
  private Phase phase = Phase.PRE;
  private boolean transactional = true;
  private @Nullable Duration lockTimeout;
  private final List<Version> requires = new ArrayList<>();
  private @Nullable String irreversible;

  HeaderReader(String file) {
    this.file = file;
  }

  /**
   * Reads the header of a text.
   *
   * @param firstLine the line of the file on which the text begins
   */
  ScriptHeader read(String text, int firstLine) {
    if (!text.contains(MARK)) {
      return ScriptHeader.NONE;
    }
    int line = firstLine;
    int start = text.startsWith("\uFEFF") ? 1 : 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      String content = text.substring(start, end < 0 ? text.length() : end).strip();
      if (content.startsWith(MARK)) {
        options(content.substring(MARK.length()), line);
      } else if (!content.isEmpty() && !content.startsWith("--")) {
        break;
      }
      if (end < 0) {
        break;
      }
      start = end + 1;
      line++;
    }
    return new ScriptHeader(
        phase,
        transactional,
        Optional.ofNullable(lockTimeout),
        requires,
        Optional.ofNullable(irreversible));
  }

  private void options(String text, int line) {
    if (text.strip().startsWith("accept ")) {
      return; // belongs to the statement that follows, not to the script
    }
    Matcher matcher = OPTION.matcher(text);
    int position = 0;
    while (matcher.find() && matcher.start() == position) {
      String value = matcher.group(2);
      if (value.startsWith("\"")) {
        value = value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
      }
      option(matcher.group(1), value, line);
      position = matcher.end();
    }
    if (!text.substring(position).isBlank()) {
      throw invalid(line, "cannot read `" + text.substring(position).strip() + "`");
    }
  }

  private void option(String name, String value, int line) {
    switch (name) {
      case "phase" ->
          phase =
              Phase.of(value).orElseThrow(() -> invalid(line, "phase is pre, post or background"));
      case "transaction" -> {
        if (!value.equals("on") && !value.equals("off")) {
          throw invalid(line, "transaction is on or off");
        }
        transactional = value.equals("on");
      }
      case "lock-timeout" ->
          lockTimeout =
              DurationText.parse(value)
                  .filter(duration -> !duration.isZero())
                  .orElseThrow(() -> invalid(line, "lock-timeout is a duration such as 2s"));
      case "requires" -> {
        for (String version : value.split(",", -1)) {
          if (!Version.isVersion(version)) {
            throw invalid(line, "requires names versions, such as requires=20260217120000");
          }
          requires.add(Version.of(version));
        }
      }
      case "irreversible" -> {
        if (value.isBlank()) {
          throw invalid(line, "irreversible gives a reason");
        }
        irreversible = value;
      }
      default -> throw invalid(line, "there is no option `" + name + "`");
    }
  }

  private LockkeeperException invalid(int line, String message) {
    return LockkeeperException.because(ErrorCode.FILE_HEADER, file + ":" + line + ": " + message)
        .at(new Place(file, line, 0))
        .hint(
            "A header line looks like: -- lockkeeper: phase=post transaction=off lock-timeout=2s"
                + " requires=20260217120000 irreversible=\"reason\"")
        .build();
  }
}
