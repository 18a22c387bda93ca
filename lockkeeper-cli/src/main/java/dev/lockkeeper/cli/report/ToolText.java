package dev.lockkeeper.cli.report;

import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.guard.preset.Preset;
import dev.lockkeeper.guard.preset.ToolMigration;
import java.util.List;
import java.util.Optional;

/** What another tool says of its migrations, for people and for programs. */
public final class ToolText {
  private ToolText() {}

  /**
   * The SQL of what is pending.
   *
   * @param version the migration; empty if it is that of all
   * @param sql the text that the tool printed, with passwords masked
   */
  public record Script(Optional<String> version, String sql) {}

  /** Where every migration stands. */
  public static void status(
      Preset preset, List<ToolMigration> known, Outcome outcome, Output output) {
    if (output.form().json()) {
      output.document(ToolDocuments.status(preset, known, outcome));
      return;
    }
    for (ToolMigration one : known) {
      output.line(
          "  " + (one.applied() ? output.good("applied ") : "pending ") + "  " + one.version());
    }
    long applied = known.stream().filter(ToolMigration::applied).count();
    output.line(
        applied
            + " applied, "
            + (known.size() - applied)
            + " pending, as "
            + preset.title()
            + " says.");
  }

  /** That a command has nothing to do, so that the tool was not started. */
  public static void nothingToDo(Preset preset, String action, String why, Output output) {
    if (output.form().json()) {
      output.document(ToolDocuments.nothingToDo(preset, action));
    } else {
      output.line(why);
    }
  }

  /** What is pending. */
  public static void plan(Preset preset, List<ToolMigration> known, Output output) {
    if (output.form().json()) {
      output.document(
          ToolDocuments.plan(
              known.stream()
                  .filter(one -> !one.applied())
                  .map(one -> new Script(Optional.of(one.version()), ""))
                  .toList()));
      return;
    }
    int number = 1;
    for (ToolMigration one : known) {
      if (!one.applied()) {
        output.line(number++ + ". up " + one.version());
      }
    }
    output.line(
        number == 1 ? "Nothing to do." : preset.title() + " will run them; `--sql` shows how.");
  }

  /** The SQL of what is pending, as the tool prints it. */
  public static void script(Preset preset, List<Script> scripts, Output output) {
    if (output.form().json()) {
      output.document(ToolDocuments.plan(scripts));
      return;
    }
    output.line("-- What " + preset.title() + " says that it would send.");
    print(scripts, output);
  }

  /**
   * The SQL of what is pending, as the tool has sent it in a run that was rolled back.
   *
   * @param values whether the values of rows are in it
   */
  public static void captured(Preset preset, List<Script> scripts, boolean values, Output output) {
    if (output.form().json()) {
      output.document(ToolDocuments.plan(scripts));
      return;
    }
    output.line("-- What " + preset.title() + " has sent. All of it was rolled back.");
    if (!values) {
      output.line("-- Values of rows are not shown; --show-secrets shows them.");
    }
    print(scripts, output);
  }

  private static void print(List<Script> scripts, Output output) {
    for (Script script : scripts) {
      script.version().ifPresent(version -> output.line("\n-- up " + version));
      output.line(script.sql().strip());
    }
  }
}
