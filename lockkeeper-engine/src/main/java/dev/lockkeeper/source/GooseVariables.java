package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.FilledText;
import dev.lockkeeper.settings.ScriptVariables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts variables into a section of a goose file, line by line between {@code ENVSUB ON} and {@code
 * ENVSUB OFF}, before statements are cut (goose's manual, SQL migrations). As in goose, comments
 * and empty lines in front of a statement stay as they are, and those within one do not.
 *
 * @param file the file as the user would name it
 * @param firstLine the line of the file on which the section begins
 * @param on whether variables count from its first line on
 * @param variables their values
 */
record GooseVariables(String file, int firstLine, boolean on, ScriptVariables variables) {

  /**
   * The section with values.
   *
   * @throws LockkeeperException if a variable is not set and has no default, has a value of several
   *     lines, or is not written as goose reads it
   */
  FilledText fill(String text) {
    return new Filling(text).fill();
  }

  /** One pass over the text. */
  private final class Filling {
    private final String text;
    private final List<FilledText.Replacement> replacements = new ArrayList<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private boolean filling = on;
    private boolean inBlock;
    private boolean inStatement;

    Filling(String text) {
      this.text = text;
    }

    FilledText fill() {
      int number = firstLine;
      for (int start = 0; start < text.length(); number++) {
        int newline = text.indexOf('\n', start);
        int next = newline < 0 ? text.length() : newline + 1;
        line(start, number, text.substring(start, next).replaceFirst("\\r?\\n$", ""));
        start = next;
      }
      return FilledText.of(text, replacements, names);
    }

    private void line(int start, int number, String line) {
      Optional<String> mark = GooseMarks.mark(line);
      if (mark.isPresent()) {
        mark(mark.get());
      } else if (inStatement || !(line.isEmpty() || line.strip().startsWith("--"))) {
        String sent = filling ? filled(start, number, line) : line;
        inStatement = inBlock || !endsStatement(sent);
      }
    }

    private void mark(String mark) {
      switch (mark) {
        case "ENVSUB ON" -> filling = true;
        case "ENVSUB OFF" -> filling = false;
        case "STATEMENTBEGIN" -> inBlock = true;
        case "STATEMENTEND" -> {
          inBlock = false;
          inStatement = false;
        }
        default -> {
          // The other marks say nothing of variables.
        }
      }
    }

    private String filled(int start, int number, String line) {
      GooseExpansion expansion = new GooseExpansion(line, variables, names);
      List<FilledText.Replacement> found;
      try {
        found = expansion.replacements();
      } catch (GooseExpansion.RefusedException e) {
        throw refused(number, e);
      }
      StringBuilder sent = new StringBuilder();
      int done = 0;
      for (FilledText.Replacement each : found) {
        sent.append(line, done, each.start()).append(each.value());
        done = each.end();
        replacements.add(
            new FilledText.Replacement(start + each.start(), start + each.end(), each.value()));
      }
      return sent.append(line, done, line.length()).toString();
    }

    private LockkeeperException refused(int number, GooseExpansion.RefusedException e) {
      Place place = new Place(file, number, 0);
      return LockkeeperException.because(
              e.isValue() ? ErrorCode.SETTINGS : ErrorCode.SCRIPT_SYNTAX,
              place + ": " + e.getMessage())
          .at(place)
          .databaseState("Nothing was changed.")
          .hint(e.hint())
          .build();
    }
  }

  /** Whether the last word of a line, comments aside, ends with a semicolon. */
  private static boolean endsStatement(String line) {
    String last = "";
    for (String word : line.strip().split("\\s+", -1)) {
      if (word.startsWith("--")) {
        break;
      }
      last = word;
    }
    return last.endsWith(";");
  }
}
