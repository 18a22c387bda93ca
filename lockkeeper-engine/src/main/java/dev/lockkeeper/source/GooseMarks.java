package dev.lockkeeper.source;

import dev.lockkeeper.failure.LockkeeperException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a file at its {@code -- +goose Up} and {@code -- +goose Down} lines (goose's manual, SQL
 * migrations). {@code StatementBegin} and {@code StatementEnd} are not needed, since statements are
 * found as PostgreSQL finds them; they must be in pairs. {@code NO TRANSACTION} counts for both
 * directions. A script whose variables would have to be replaced is not run: their values would go
 * into the ledger with the text.
 */
final class GooseMarks {
  private static final Pattern MARK =
      Pattern.compile("(?m)^[ \\t]*--[ \\t]*\\+goose[ \\t]+([^\\r\\n]*?)[ \\t]*\\r?$");

  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{[^}\\s]*\\}|[A-Za-z_]\\w*)");

  /** Migrations in Go; tests lie beside them. */
  static final Pattern CODE = Pattern.compile("(\\d+)_(.+)(?<!_test)\\.go");

  private final String file;
  private final String text;
  private boolean transactional = true;
  private boolean inStatement;
  private int up = -1;
  private int down = -1;
  private int replacingFrom = -1;
  private @Nullable Obstacle variable;

  private GooseMarks(String file, String text) {
    this.file = file;
    this.text = text;
  }

  static Sections cut(String file, String text) {
    return new GooseMarks(file, text).cut();
  }

  private Sections cut() {
    Matcher mark = MARK.matcher(text);
    while (mark.find()) {
      take(mark.group(1).toUpperCase(Locale.ROOT).replaceAll("\\s+", " "), mark.start());
    }
    if (inStatement) {
      throw invalid(text.length(), "has a `-- +goose StatementBegin` line without its end");
    }
    if (up < 0) {
      throw invalid(0, "has no `-- +goose Up` line");
    }
    replaceUntil(text.length());
    Sections sections =
        down < 0
            ? Sections.upAlone(text, transactional)
            : Sections.cutAt(down, text, transactional, transactional);
    return variable == null ? sections : sections.with(variable);
  }

  /** Looks for a variable in what stands between {@code ENVSUB ON} and here. */
  private void replaceUntil(int end) {
    if (replacingFrom >= 0) {
      Matcher found = VARIABLE.matcher(text).region(replacingFrom, end);
      if (found.find()) {
        variable =
            new Obstacle(
                Sections.line(text, found.start()),
                "uses the variable " + found.group() + " (ENVSUB), which Lockkeeper does not fill",
                "Write the value itself, and take the ENVSUB line out; set passwords of roles"
                    + " outside migrations. Or let goose run it, and then record it with `lockkeeper"
                    + " mark VERSION --applied --reason TEXT`.");
      }
      replacingFrom = -1;
    }
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
      case "ENVSUB ON" -> replacingFrom = at;
      case "ENVSUB OFF" -> replaceUntil(at);
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
