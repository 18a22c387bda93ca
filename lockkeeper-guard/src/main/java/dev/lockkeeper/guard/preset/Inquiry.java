package dev.lockkeeper.guard.preset;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.List;
import java.util.function.Function;

/**
 * A question to another tool: the commands to run, in order, and how to read what they print.
 * Immutable.
 *
 * @param <T> what the answer is
 */
public final class Inquiry<T> {
  private static final int LONGEST_QUOTE = 600;

  private final List<ToolCommand> commands;
  private final Function<List<ToolOutput>, T> reader;

  private Inquiry(List<ToolCommand> commands, Function<List<ToolOutput>, T> reader) {
    this.commands = List.copyOf(commands);
    this.reader = reader;
  }

  /** A question whose commands must all succeed; the reader gets their standard outputs. */
  static <T> Inquiry<T> of(List<ToolCommand> commands, Function<List<String>, T> reader) {
    return new Inquiry<>(
        commands,
        outputs -> {
          for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).exitCode() != 0) {
              throw failure(commands.get(i), outputs.get(i));
            }
          }
          requireAll(commands, outputs);
          return reader.apply(outputs.stream().map(ToolOutput::out).toList());
        });
  }

  /** A question of one command, of which a failure may be an answer, too. */
  static <T> Inquiry<T> ofAny(ToolCommand command, Function<ToolOutput, T> reader) {
    List<ToolCommand> commands = List.of(command);
    return new Inquiry<>(
        commands,
        outputs -> {
          requireAll(commands, outputs);
          return reader.apply(outputs.get(0));
        });
  }

  /** The commands to run, in this order. */
  public List<ToolCommand> commands() {
    return commands;
  }

  /**
   * Reads the answer.
   *
   * @param outputs what the commands ended with, one for each of {@link #commands()}; behind one
   *     that failed the others need not be run
   * @throws LockkeeperException with {@link ErrorCode#TOOL_FAILED} if a command failed, and what
   *     the question itself names
   */
  public T answer(List<ToolOutput> outputs) {
    return reader.apply(outputs);
  }

  private static void requireAll(List<ToolCommand> commands, List<ToolOutput> outputs) {
    if (outputs.size() != commands.size()) {
      throw new IllegalArgumentException(
          outputs.size() + " outputs for " + commands.size() + " commands");
    }
  }

  /** The failure of a command that was asked something. */
  public static LockkeeperException failure(ToolCommand command, ToolOutput output) {
    String said = (output.err().isBlank() ? output.out() : output.err()).strip();
    String end =
        said.length() <= LONGEST_QUOTE ? said : "…" + said.substring(said.length() - LONGEST_QUOTE);
    return LockkeeperException.because(
            ErrorCode.TOOL_FAILED,
            "`"
                + String.join(" ", command.words())
                + "` ended with exit code "
                + output.exitCode()
                + (end.isEmpty() ? ", and said nothing" : ":\n" + end))
        .databaseState("No migration was run.")
        .hint("Run that command by hand; it must work before Lockkeeper can use it.")
        .build();
  }
}
