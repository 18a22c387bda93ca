package dev.lockkeeper.cli;

import dev.lockkeeper.guard.Guard;
import dev.lockkeeper.guard.child.ChildCommand;
import dev.lockkeeper.guard.preset.Inquiry;
import dev.lockkeeper.guard.preset.ToolCommand;
import dev.lockkeeper.guard.preset.ToolOutput;
import java.util.List;

/** Asks migration tools, without the lock. */
final class Questions {
  private static final int NO_EXIT_CODE = -1;

  private final Guard guard;

  Questions(Guard guard) {
    this.guard = guard;
  }

  /** The answer to a question. */
  <T> T ask(Inquiry<T> inquiry) {
    return inquiry.answer(outputs(inquiry.commands()));
  }

  /** What commands print that only look; what they may write decides what the server lets them. */
  List<ToolOutput> outputs(List<ToolCommand> commands) {
    boolean writes =
        commands.stream().anyMatch(each -> each.writes() != ToolCommand.Writes.NOTHING);
    List<ChildCommand> programs =
        commands.stream().map(ToolCommand::words).map(guard::find).toList();
    return guard.ask(programs, writes ? Guard.Access.WRITING : Guard.Access.READING).stream()
        .map(Questions::output)
        .toList();
  }

  static ToolOutput output(Guard.Answer answer) {
    return new ToolOutput(answer.end().exitCode().orElse(NO_EXIT_CODE), answer.out(), answer.err());
  }
}
