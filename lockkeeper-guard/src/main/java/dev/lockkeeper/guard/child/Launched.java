package dev.lockkeeper.guard.child;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.IoReason;
import dev.lockkeeper.failure.LockkeeperException;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A program that was started: its processes, and the threads that carry what it prints. It reads
 * nothing, and where possible it has no terminal to ask on either.
 *
 * @param process the program's own process
 * @param tree it, and all that it has started
 * @param tail what it printed last
 * @param pumps one for each of its streams
 */
record Launched(Process process, ProcessTree tree, OutputTail tail, List<OutputPump> pumps) {

  /**
   * Starts a program.
   *
   * @throws LockkeeperException with {@link ErrorCode#CHILD_NOT_FOUND} if the system refuses
   */
  static Launched start(
      ChildCommand command,
      ChildEnvironment environment,
      OutputMask mask,
      OutputStream out,
      OutputStream error) {
    ProcessBuilder builder =
        new ProcessBuilder(command.startable(environment.variables()))
            .directory(command.folder().toFile())
            .redirectInput(new File("/dev/null"));
    builder.environment().clear();
    builder.environment().putAll(environment.variables());
    try {
      Process process = builder.start();
      OutputTail tail = new OutputTail();
      return new Launched(
          process,
          new ProcessTree(process.toHandle(), ChildEnvironment.RUN_ID + "=" + environment.runId()),
          tail,
          List.of(
              OutputPump.start(process.getInputStream(), out, tail, mask, "child-output"),
              OutputPump.start(process.getErrorStream(), error, tail, mask, "child-error")));
    } catch (IOException e) {
      throw LockkeeperException.because(
              ErrorCode.CHILD_NOT_FOUND,
              command.program() + " could not be started: " + IoReason.of(e))
          .hint("Try to start it by hand, in " + command.folder() + ".")
          .cause(e)
          .build();
    }
  }

  /** No more will be printed: the pumps end as soon as they have carried what is left. */
  void finishOutput() {
    pumps.forEach(OutputPump::finish);
  }

  /** Whether some of the output is not passed on yet. */
  boolean isCarrying() {
    return pumps.stream().anyMatch(OutputPump::isCarrying);
  }
}
