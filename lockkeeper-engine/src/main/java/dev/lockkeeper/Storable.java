package dev.lockkeeper;

import dev.lockkeeper.database.Encoding;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.FilledText;
import dev.lockkeeper.migration.SqlBody;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Problem;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what the database's encoding cannot hold before anything is sent: the server would refuse
 * it with the statement, or, in a name or a comment, only with the ledger's row behind it.
 */
final class Storable {
  private static final String WAYS =
      "; or create the database anew with `ENCODING 'UTF8'`, and move the data there.";

  private final Encoding encoding;

  private Storable(Encoding encoding) {
    this.encoding = encoding;
  }

  /** The same plan with a problem for each migration that the database cannot hold. */
  static Plan judged(Plan plan, Encoding encoding) {
    if (!encoding.isSingleByte()) {
      return plan;
    }
    List<Problem> problems = new ArrayList<>(plan.problems());
    for (Step step : plan.steps()) {
      new Storable(encoding).problem(step).ifPresent(problems::add);
    }
    return new Plan(
        plan.direction(),
        plan.steps(),
        problems,
        plan.findings(),
        plan.otherPhases(),
        plan.batch());
  }

  /** Refuses a project whose name cannot stand in the ledger. */
  static void requireProject(Settings settings, Encoding encoding) {
    int at = encoding.firstForeign(settings.project());
    if (at >= 0) {
      throw LockkeeperException.because(
              ErrorCode.ENCODING,
              "the project's name has " + new Storable(encoding).lacking(settings.project(), at))
          .databaseState("Nothing was changed.")
          .hint("Give `project:` in lockkeeper.yaml another name" + WAYS)
          .build();
    }
  }

  private Optional<Problem> problem(Step step) {
    String name = step.migration().title();
    int inName = encoding.firstForeign(name);
    if (inName >= 0) {
      return Optional.of(
          problem(
              Place.of(step.body().file()),
              "the name of the migration has " + lacking(name, inName),
              "Rename the migration"));
    }
    return step.body() instanceof SqlBody body ? problem(body) : Optional.empty();
  }

  private Optional<Problem> problem(SqlBody body) {
    FilledText text = body.filled();
    int written = encoding.firstForeign(text.written());
    if (written >= 0) {
      return Optional.of(
          problem(
              place(body, text.written(), written),
              "the script has " + lacking(text.written(), written),
              "Write it without that character"));
    }
    int sent = encoding.firstForeign(text.sent());
    return sent < 0
        ? Optional.empty()
        : Optional.of(
            problem(
                place(body, text.written(), text.writtenOffset(sent)),
                "the value of a variable has a character that the database's encoding, "
                    + encoding.name()
                    + ", has not",
                "Give the variable another value"));
  }

  private static Problem problem(Place place, String complaint, String way) {
    return new Problem(
        ErrorCode.ENCODING, place + ": " + complaint, Optional.of(place), way + WAYS);
  }

  private String lacking(String text, int at) {
    int character = text.codePointAt(at);
    return "the character "
        + Character.toString(character)
        + String.format(" (U+%04X)", character)
        + ", which the database's encoding, "
        + encoding.name()
        + ", has not";
  }

  private static Place place(SqlBody body, String text, int offset) {
    String before = text.substring(0, offset);
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    String inLine = before.substring(before.lastIndexOf('\n') + 1);
    return body.place(line, 1 + inLine.codePointCount(0, inLine.length()));
  }
}
