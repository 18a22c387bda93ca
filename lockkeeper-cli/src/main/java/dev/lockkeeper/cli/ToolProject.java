package dev.lockkeeper.cli;

import dev.lockkeeper.cli.config.ToolSettings;
import dev.lockkeeper.cli.report.Output;
import dev.lockkeeper.cli.report.ToolText;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Outcome;
import dev.lockkeeper.foreign.ToolHistories;
import dev.lockkeeper.guard.Guard;
import dev.lockkeeper.guard.child.ChildCommand;
import dev.lockkeeper.guard.preset.DownTarget;
import dev.lockkeeper.guard.preset.Inquiry;
import dev.lockkeeper.guard.preset.Mark;
import dev.lockkeeper.guard.preset.Preset;
import dev.lockkeeper.guard.preset.Preview;
import dev.lockkeeper.guard.preset.Status;
import dev.lockkeeper.guard.preset.ToolCommand;
import dev.lockkeeper.guard.preset.ToolCommands;
import dev.lockkeeper.guard.preset.ToolMigration;
import dev.lockkeeper.guard.preset.ToolOutput;
import dev.lockkeeper.sql.Masking;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A project whose migrations belong to another tool: its own commands, under the lock. */
final class ToolProject {
  private final Invocation invocation;
  private final Invocation.Workplace place;
  private final Preset preset;
  private final AskedTool tool;
  private final ToolCommands commands;
  private final Guard guard;
  private final Questions questions;

  private ToolProject(Invocation invocation, Invocation.Workplace place, ToolSettings settings) {
    this.invocation = invocation;
    this.place = place;
    this.preset = Preset.of(settings.name()).orElseThrow();
    Path project = place.configuration().project();
    this.commands = preset.commands(settings.program(project), project);
    this.guard = Programs.guard(invocation, place, Optional.empty(), preset.id());
    this.questions = new Questions(guard);
    this.tool =
        new AskedTool(
            preset,
            Optional.of(commands),
            Optional.of(settings),
            questions,
            invocation.output()::note);
  }

  /**
   * The project's tool, if its settings name one, or if it has no migrations that Lockkeeper reads
   * and its files tell of a tool.
   */
  static Optional<ToolProject> of(Invocation invocation, Invocation.Workplace place) {
    return place
        .configuration()
        .tool()
        .or(() -> DetectedTool.settings(place.configuration(), invocation.output()::note))
        .map(settings -> new ToolProject(invocation, place, settings));
  }

  /** Refuses an option that only Lockkeeper's own migrations know. */
  static void refuse(String option, boolean given) {
    if (given) {
      throw LockkeeperException.because(
              ErrorCode.USAGE, option + " is for Lockkeeper's own migrations")
          .databaseState("Nothing was changed.")
          .hint(
              "`tool:` in lockkeeper.yaml says that another tool migrates this project; its own"
                  + " options work with `lockkeeper run -- COMMAND`.")
          .build();
    }
  }

  int up(Optional<String> target) {
    return up(target, false, null);
  }

  /** The same, where first migrations whose tables are there already are only marked. */
  int upOverExisting(Optional<String> target, @Nullable String confirmed) {
    return up(target, true, confirmed);
  }

  private int up(Optional<String> target, boolean marksFirst, @Nullable String confirmed) {
    commands.requireSettings(invocation.surroundings().environment());
    commands.heads().ifPresent(questions::ask);
    List<ToolMigration> known = target.isPresent() ? known() : List.of();
    Optional<String> goal = target.map(text -> meant(text, known));
    if (known.contains(new ToolMigration(goal.orElse(""), true))) {
      return nothingToDo(
          "up",
          goal.get()
              + " is applied already; `lockkeeper down --to "
              + goal.get()
              + "` would undo what came behind it.");
    }
    ToolCommand command =
        marksFirst ? commands.upOverExisting(goal, known) : commands.up(goal, known);
    return run("up", List.of(command), "", marksFirst, confirmed);
  }

  int down(DownTarget target, @Nullable String confirmed) {
    List<ToolMigration> known = known();
    DownTarget meant =
        target instanceof DownTarget.To to ? new DownTarget.To(meant(to.version(), known)) : target;
    List<ToolCommand> found = commands.down(meant, known);
    if (found.isEmpty()) {
      return nothingToDo("down", "Nothing to undo.");
    }
    return run("down", found, "", target instanceof DownTarget.All, confirmed);
  }

  int mark(List<String> versions, Mark mark, String reason, @Nullable String confirmed) {
    List<ToolMigration> known = known();
    List<String> meant = versions.stream().map(text -> meant(text, known)).toList();
    return run("mark", commands.mark(mark, meant, known), reason, true, confirmed);
  }

  private int run(
      String action,
      List<ToolCommand> found,
      String reason,
      boolean dangerous,
      @Nullable String confirmed) {
    List<String> words = new ArrayList<>();
    for (ToolCommand each : found) {
      words.addAll(words.isEmpty() ? List.of() : List.of("&&"));
      words.addAll(each.words());
    }
    List<ChildCommand> programs = found.stream().map(ToolCommand::words).map(guard::find).toList();
    invocation
        .output()
        .note("Running `" + String.join(" ", words) + "` on " + place.address().display() + " ...");
    return Reports.guarded(
        invocation.output(),
        guard.run(
            place.lockkeeper(confirmed),
            tool.request(action, words, reason, dangerous),
            programs,
            tool.knowledge()));
  }

  private int nothingToDo(String action, String why) {
    ToolText.nothingToDo(preset, action, why, invocation.output());
    return 0;
  }

  /** Prints where every migration stands, and says whether anything is pending. */
  boolean status(boolean check) {
    List<ToolMigration> known = known();
    boolean pending = known.stream().anyMatch(one -> !one.applied());
    Outcome outcome = check && pending ? Outcome.REFUSED : Outcome.SUCCEEDED;
    ToolText.status(preset, known, outcome, invocation.output());
    return pending;
  }

  boolean isPending() {
    return known().stream().anyMatch(one -> !one.applied());
  }

  /** Prints what is pending, with its SQL where that is asked for. */
  int plan(boolean sql) {
    if (sql) {
      // Refuses a tool that can show none, before it is started.
      commands.preview(List.of());
    }
    List<ToolMigration> known = known();
    Output output = invocation.output();
    if (!sql) {
      ToolText.plan(preset, known, output);
      return 0;
    }
    Preview preview = commands.preview(known);
    if (preview instanceof Preview.Printed printed) {
      ToolText.script(preset, scripts(printed), output);
    } else if (preview instanceof Preview.Files files) {
      new PlanPrinter(invocation)
          .print(new FilePreview(place, preset).plan(files.versions()), true, false);
    }
    return 0;
  }

  private List<ToolText.Script> scripts(Preview.Printed preview) {
    List<ToolText.Script> scripts = new ArrayList<>();
    for (Preview.Part part : preview.parts()) {
      ToolOutput output = questions.outputs(List.of(part.command())).get(0);
      if (output.exitCode() != 0) {
        throw Inquiry.failure(part.command(), output);
      }
      scripts.add(new ToolText.Script(part.version(), Masking.mask(output.out())));
    }
    return scripts;
  }

  /** Prints the SQL that the tool sends when it applies what is pending, all of it rolled back. */
  int capture(boolean values, @Nullable String confirmed) {
    commands.requireSettings(invocation.surroundings().environment());
    commands.heads().ifPresent(questions::ask);
    ToolCommand up = commands.up(Optional.empty(), List.of());
    invocation
        .output()
        .note(
            "Running `"
                + String.join(" ", up.words())
                + "` on "
                + place.address().display()
                + " in a transaction that is rolled back ...");
    CapturePreview preview = new CapturePreview(inquiry(), up, tool.knowledge());
    ToolText.captured(
        preset,
        preview.scripts(guard, place.lockkeeper(confirmed), values),
        values,
        invocation.output());
    return 0;
  }

  private Optional<Inquiry<List<ToolMigration>>> inquiry() {
    return preset != Preset.COMMAND && commands.status() instanceof Status.Asked asked
        ? Optional.of(asked.inquiry())
        : Optional.empty();
  }

  private List<ToolMigration> known() {
    Status status = commands.status();
    if (status instanceof Status.Asked asked) {
      return questions.ask(asked.inquiry());
    }
    if (status instanceof Status.Compared compared) {
      try (Session session = place.session()) {
        return compared.with(
            ToolHistories.read(session, preset.history(), tool.table()).keys(preset.history()));
      }
    }
    throw new IllegalStateException(status + " is no status");
  }

  /** The one migration that a version or its beginning means; else the word as it is. */
  private static String meant(String text, List<ToolMigration> known) {
    List<String> found =
        known.stream()
            .map(ToolMigration::version)
            .filter(version -> version.startsWith(text))
            .toList();
    return found.contains(text) || found.size() != 1 ? text : found.get(0);
  }
}
