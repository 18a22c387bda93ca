package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.Version;
import dev.lockkeeper.settings.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the options that the {@code -- lockkeeper:} lines of a script give. */
final class HeaderReader {
  private static final Pattern OPTION =
      Pattern.compile("\\s*([A-Za-z-]+)\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s\"]+)(?=\\s|$)");

  /** What is decided by the up script alone, for both. */
  private static final Set<String> OF_UP = Set.of("phase", "requires", "irreversible");

  private final String file;
  private final Direction direction;
  private final Set<String> given = new HashSet<>();
  private Phase phase = Phase.PRE;
  private boolean transactional = true;
  private @Nullable Duration lockTimeout;
  private final List<Version> requires = new ArrayList<>();
  private @Nullable String irreversible;

  HeaderReader(String file, Direction direction) {
    this.file = file;
    this.direction = direction;
  }

  /**
   * Reads the header of a text.
   *
   * @param firstLine the line of the file on which the text begins
   */
  ScriptHeader read(String text, int firstLine) {
    List<HeaderComments.Header> headers = new HeaderComments(file, firstLine).of(text);
    if (headers.isEmpty()) {
      return ScriptHeader.NONE;
    }
    headers.forEach(header -> options(header.options(), header.line()));
    return new ScriptHeader(
        phase,
        transactional,
        Optional.ofNullable(lockTimeout),
        requires,
        Optional.ofNullable(irreversible));
  }

  private void options(String text, int line) {
    Matcher matcher = OPTION.matcher(text);
    int position = 0;
    while (matcher.find() && matcher.start() == position) {
      String value = matcher.group(2);
      if (value.startsWith("\"")) {
        value = value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
      }
      String name = matcher.group(1).toLowerCase(Locale.ROOT);
      if (!given.add(name) && !name.equals("requires")) {
        throw invalid(line, name + " is given twice");
      }
      if (direction == Direction.DOWN && OF_UP.contains(name)) {
        throw ofUp(name, line);
      }
      option(name, value, line);
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
              Phase.of(value.toLowerCase(Locale.ROOT))
                  .orElseThrow(() -> invalid(line, "phase is pre, post or background"));
      case "transaction" -> {
        transactional = value.equalsIgnoreCase("on");
        if (!transactional && !value.equalsIgnoreCase("off")) {
          throw invalid(line, "transaction is on or off");
        }
      }
      case "lock-timeout" ->
          lockTimeout =
              DurationText.parse(value.toLowerCase(Locale.ROOT))
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

  private LockkeeperException ofUp(String name, int line) {
    return LockkeeperException.because(
            ErrorCode.FILE_HEADER,
            file + ":" + line + ": " + name + " takes no effect in a down script")
        .at(new Place(file, line, 0))
        .hint(
            "Give it in the up script, where it counts for both, and take it out here; transaction"
                + " and lock-timeout are what a down script has of its own.")
        .build();
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
