package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.guard.preset.DownTarget;
import dev.lockkeeper.guard.preset.Inquiry;
import dev.lockkeeper.guard.preset.Mark;
import dev.lockkeeper.guard.preset.Preset;
import dev.lockkeeper.guard.preset.Preview;
import dev.lockkeeper.guard.preset.Status;
import dev.lockkeeper.guard.preset.ToolCommand;
import dev.lockkeeper.guard.preset.ToolCommand.Writes;
import dev.lockkeeper.guard.preset.ToolCommands;
import dev.lockkeeper.guard.preset.ToolMigration;
import dev.lockkeeper.guard.preset.ToolOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A project of another tool, driven by the words of its preset. Every command is watched: it must
 * not write more to the database than it says.
 */
final class PresetProject {
  private final ForeignProject project;
  private final Preset preset;
  private final ToolCommands commands;
  private final Map<String, String> more;

  PresetProject(
      ForeignProject project, Preset preset, List<String> program, Map<String, String> more) {
    this.project = project;
    this.preset = preset;
    this.commands = preset.commands(program, project.folder());
    this.more = Map.copyOf(more);
  }

  ToolCommands commands() {
    return commands;
  }

  /** What every migration is in: {@code V+} if applied, {@code V-} if pending. */
  List<String> states() throws Exception {
    return known().stream()
        .map(one -> one.version() + (one.applied() ? "+" : "-"))
        .collect(Collectors.toList());
  }

  List<ToolMigration> known() throws Exception {
    Status status = commands.status();
    if (status instanceof Status.Asked asked) {
      return ask(asked.inquiry());
    }
    return ((Status.Compared) status).with(history());
  }

  /** The keys of the tool's own table. */
  private List<String> history() throws SQLException {
    String table = preset.ownTables(Optional.empty()).get(0);
    return project.query("SELECT to_regclass('" + table + "')").get(0).equals("null")
        ? List.of()
        : project.query("SELECT name FROM " + table + " ORDER BY id");
  }

  void up() throws Exception {
    succeed(List.of(commands.up(Optional.empty(), List.of())));
  }

  void upTo(String target) throws Exception {
    succeed(List.of(commands.up(Optional.of(target), known())));
  }

  void down(DownTarget target) throws Exception {
    succeed(commands.down(target, known()));
  }

  void mark(Mark mark, String... versions) throws Exception {
    succeed(commands.mark(mark, List.of(versions), known()));
  }

  /** What all commands of the preview print. */
  String printedPreview() throws Exception {
    StringBuilder text = new StringBuilder();
    for (Preview.Part part : ((Preview.Printed) commands.preview(known())).parts()) {
      text.append(succeed(part.command()).out());
    }
    return text.toString();
  }

  <T> T ask(Inquiry<T> inquiry) throws Exception {
    List<ToolOutput> outputs = new ArrayList<>();
    for (ToolCommand command : inquiry.commands()) {
      outputs.add(run(command));
    }
    return inquiry.answer(outputs);
  }

  private void succeed(List<ToolCommand> all) throws Exception {
    for (ToolCommand command : all) {
      succeed(command);
    }
  }

  private ToolOutput succeed(ToolCommand command) throws Exception {
    ToolOutput output = run(command);
    assertThat(output.exitCode()).as(command.words() + "\n" + output).isZero();
    return output;
  }

  ToolOutput run(ToolCommand command) throws Exception {
    List<String> before = relations();
    ToolOutput output = start(command);
    List<String> after = relations();
    if (command.writes() == Writes.ITS_TABLES || command.writes() == Writes.HISTORY) {
      after.removeAll(preset.ownTables(Optional.empty()));
      before.removeAll(preset.ownTables(Optional.empty()));
    }
    if (command.writes() != Writes.SCHEMA) {
      assertThat(after).as("after " + command.words()).isEqualTo(before);
    }
    return output;
  }

  private List<String> relations() throws SQLException {
    return new ArrayList<>(
        project.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"));
  }

  /** Whoever says that it writes nothing must get along without the right to. */
  private ToolOutput start(ToolCommand command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("tool", ".out");
    Path err = Files.createTempFile("tool", ".err");
    try {
      return start(command, out, err);
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private ToolOutput start(ToolCommand command, Path out, Path err)
      throws IOException, InterruptedException {
    List<String> words = command.words();
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .directory(project.folder().toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(PG|DB_|POSTGRES_|FLYWAY_|LIQUIBASE_).*|DATABASE_URL"));
    builder.environment().putAll(environment());
    if (command.writes() == Writes.NOTHING) {
      builder.environment().put("PGOPTIONS", "-c default_transaction_read_only=on");
    }
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("still running: " + words);
    }
    return new ToolOutput(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** The variables that a child of the relay gets. */
  private Map<String, String> environment() {
    Map<String, String> tool = project.environment();
    Map<String, String> all = new HashMap<>();
    all.put("DATABASE_URL", project.url());
    all.put("PGHOST", tool.get("TOOL_HOST"));
    all.put("PGPORT", tool.get("TOOL_PORT"));
    all.put("PGDATABASE", tool.get("TOOL_DATABASE"));
    all.put("PGUSER", "postgres");
    all.put("PGSSLMODE", "disable");
    String jdbc =
        "jdbc:postgresql://%s:%s/%s"
            .formatted(tool.get("TOOL_HOST"), tool.get("TOOL_PORT"), tool.get("TOOL_DATABASE"));
    all.put("FLYWAY_URL", jdbc);
    all.put("FLYWAY_USER", "postgres");
    all.put("LIQUIBASE_COMMAND_URL", jdbc);
    all.put("LIQUIBASE_COMMAND_USERNAME", "postgres");
    all.putAll(more);
    return all;
  }
}
