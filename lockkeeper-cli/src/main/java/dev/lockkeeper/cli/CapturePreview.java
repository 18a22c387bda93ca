package dev.lockkeeper.cli;

import dev.lockkeeper.Lockkeeper;
import dev.lockkeeper.cli.report.ToolText;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.Captured;
import dev.lockkeeper.guard.Guard;
import dev.lockkeeper.guard.Knowledge;
import dev.lockkeeper.guard.capture.Obstacle;
import dev.lockkeeper.guard.child.ChildCommand;
import dev.lockkeeper.guard.preset.Inquiry;
import dev.lockkeeper.guard.preset.ToolCommand;
import dev.lockkeeper.guard.preset.ToolMigration;
import dev.lockkeeper.guard.preset.ToolOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The SQL of what is pending, learned from a run that is rolled back. The tool's question about its
 * migrations is asked in that run, too, since it may make tables.
 *
 * @param inquiry what to ask the tool about its migrations; empty if there is nothing to ask
 * @param up applies what is pending
 * @param knowledge which tables are the tool's own
 */
record CapturePreview(
    Optional<Inquiry<List<ToolMigration>>> inquiry, ToolCommand up, Knowledge knowledge) {
  private static final String ROLLED_BACK = "Everything was rolled back: nothing was changed.";
  private static final int LONGEST_STATEMENT = 300;

  List<ToolText.Script> scripts(Guard guard, Lockkeeper lockkeeper, boolean values) {
    List<ToolCommand> commands = new ArrayList<>();
    inquiry.ifPresent(asked -> commands.addAll(asked.commands()));
    commands.add(up);
    List<ChildCommand> programs =
        commands.stream().map(ToolCommand::words).map(guard::find).toList();
    Captured captured = guard.capture(lockkeeper, programs);
    CapturedPlan plan = new CapturedPlan(knowledge, pending(captured));
    captured
        .obstacle()
        .ifPresent(
            obstacle -> {
              throw failure(obstacle, plan.underWay(obstacle.before()));
            });
    int last = captured.answers().size() - 1;
    ToolOutput end = Questions.output(captured.answers().get(last));
    if (end.exitCode() != 0) {
      throw ended(Inquiry.failure(commands.get(last), end), captured.failure());
    }
    return plan.scripts(captured.statements(), values);
  }

  private List<String> pending(Captured captured) {
    int count = inquiry.map(asked -> asked.commands().size()).orElse(0);
    if (count == 0 || captured.answers().size() < count) {
      return List.of();
    }
    List<ToolOutput> outputs =
        captured.answers().subList(0, count).stream().map(Questions::output).toList();
    if (outputs.stream().anyMatch(output -> output.exitCode() != 0)) {
      return List.of();
    }
    return inquiry.orElseThrow().answer(outputs).stream()
        .filter(one -> !one.applied())
        .map(ToolMigration::version)
        .toList();
  }

  private static LockkeeperException failure(Obstacle obstacle, Optional<String> migration) {
    String what = migration.orElse("the program");
    String hint = "Read what it does in its file; `lockkeeper up` runs it as it is.";
    return switch (obstacle.kind()) {
      case IMPOSSIBLE, FAILED ->
          about(
              obstacle, ErrorCode.TOOL_FAILED, what + " cannot be previewed: ", ROLLED_BACK, hint);
      case LOCK ->
          about(
              obstacle,
              ErrorCode.LOCK_TIMEOUT,
              "the preview was given up at " + what + ": ",
              ROLLED_BACK,
              "Try again when the database is less busy, or preview on a copy of it.");
      case LOST ->
          about(
              obstacle,
              ErrorCode.TOOL_FAILED,
              "the preview was given up at " + what + ": ",
              "The server rolls back what has lost its session: nothing was changed.",
              "Try again.");
      case ESCAPED ->
          about(
              obstacle,
              ErrorCode.HALF_APPLIED,
              what + " was not only previewed: ",
              "What it sent up to then may be committed.",
              "Compare the database with `lockkeeper status`, and report this as a defect.");
    };
  }

  private static LockkeeperException about(
      Obstacle obstacle, ErrorCode code, String message, String state, String hint) {
    return LockkeeperException.because(code, message + obstacle.message())
        .statement(obstacle.statement().isEmpty() ? null : shortened(obstacle.statement()))
        .sqlState(obstacle.sqlState().isEmpty() ? null : obstacle.sqlState())
        .databaseState(state)
        .hint(hint)
        .build();
  }

  private static String shortened(String statement) {
    return statement.length() <= LONGEST_STATEMENT
        ? statement
        : statement.substring(0, LONGEST_STATEMENT) + "…";
  }

  /** The tool has failed by itself, as it would in a real run. */
  private static LockkeeperException ended(
      LockkeeperException failure, Optional<Obstacle> refused) {
    return failure.toBuilder()
        .statement(
            refused
                .map(each -> shortened(each.statement()) + "\n-- " + each.message())
                .orElse(null))
        .sqlState(refused.map(Obstacle::sqlState).orElse(null))
        .databaseState(ROLLED_BACK)
        .hint("`lockkeeper up` would end like this. Mend what the program complains of.")
        .build();
  }
}
