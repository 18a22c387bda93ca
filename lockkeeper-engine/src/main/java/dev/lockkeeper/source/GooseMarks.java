package dev.lockkeeper.source;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.settings.ScriptVariables;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a file at its {@code -- +goose Up} and {@code -- +goose Down} lines (goose's manual, SQL
 * migrations). {@code StatementBegin} and {@code StatementEnd} are not needed, since statements are
 * found as PostgreSQL finds them; they must be in pairs. {@code NO TRANSACTION} counts for both
 * directions, and {@code ENVSUB ON} until {@code ENVSUB OFF}.
 */
final class GooseMarks {
  private static final Pattern MARK =
      Pattern.compile("(?m)^[ \\t]*--[ \\t]*\\+goose[ \\t]+([^\\r\\n]*?)[ \\t]*\\r?$");

  /** Migrations in Go; tests lie beside them. */
  static final Pattern CODE = Pattern.compile("(\\d+)_(.+)(?<!_test)\\.go");

  private final String file;
  private final String text;
  private boolean transactional = true;
  private boolean inStatement;
  private int up = -1;
  private int down = -1;
  private boolean filling;
  private boolean fillingAtDown;
  private boolean fillsUp;
  private boolean fillsDown;

  private GooseMarks(String file, String text) {
    this.file = file;
    this.text = text;
  }

  /**
   * Cuts a file.
   *
   * @param variables what its scripts get for the variables that they name
   */
  static Sections cut(String file, String text, ScriptVariables variables) {
    return new GooseMarks(file, text).cut(variables);
  }

  /** The mark that a line holds, in capitals. */
  static Optional<String> mark(String line) {
    Matcher mark = MARK.matcher(line);
    return mark.find() ? Optional.of(word(mark)) : Optional.empty();
  }

  private static String word(Matcher mark) {
    return mark.group(1).toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
  }

  private Sections cut(ScriptVariables variables) {
    Matcher mark = MARK.matcher(text);
    while (mark.find()) {
      take(word(mark), mark.start());
    }
    if (inStatement) {
      throw invalid(text.length(), "has a `-- +goose StatementBegin` line without its end");
    }
    if (up < 0) {
      throw invalid(0, "has no `-- +goose Up` line");
    }
    Sections sections =
        down < 0
            ? Sections.upAlone(text, transactional)
            : Sections.cutAt(down, text, transactional, transactional);
    return new Sections(
        fillsUp
            ? sections.up().with(new GooseVariables(file, 1, false, variables)::fill)
            : sections.up(),
        sections
            .down()
            .map(
                section ->
                    fillsDown
                        ? section.with(
                            new GooseVariables(file, section.firstLine(), fillingAtDown, variables)
                                ::fill)
                        : section));
  }

  private void take(String word, int at) {
    switch (word) {
      case "UP" -> {
        if (up >= 0 || down >= 0) {
          throw invalid(at, "has a `-- +goose Up` line behind another mark");
        }
        up = at;
      }
      case "DOWN" -> {
        if (up < 0 || down >= 0 || inStatement) {
          throw invalid(at, "has a `-- +goose Down` line where none may stand");
        }
        down = at;
        fillingAtDown = filling;
        fillsDown = filling;
      }
      case "STATEMENTBEGIN" -> {
        if (up < 0 || inStatement) {
          throw invalid(at, "has a `-- +goose StatementBegin` line where none may stand");
        }
        inStatement = true;
      }
      case "STATEMENTEND" -> {
        if (!inStatement) {
          throw invalid(at, "has a `-- +goose StatementEnd` line without its beginning");
        }
        inStatement = false;
      }
      case "NO TRANSACTION" -> transactional = false;
      case "ENVSUB ON" -> {
        filling = true;
        fillsUp |= down < 0;
        fillsDown |= down >= 0;
      }
      case "ENVSUB OFF" -> filling = false;
      default -> throw invalid(at, "has the unknown mark `-- +goose " + word + "`");
    }
  }

  private LockkeeperException invalid(int at, String complaint) {
    return Sections.invalid(
        file,
        Sections.line(text, at),
        complaint,
        "A file holds a `-- +goose Up` line and at most one `-- +goose Down` line after it;"
            + " StatementBegin and StatementEnd stand in pairs within one of them.");
  }
}
