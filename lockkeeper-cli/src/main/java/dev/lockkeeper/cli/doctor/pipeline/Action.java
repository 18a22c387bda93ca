package dev.lockkeeper.cli.doctor.pipeline;

/**
 * Something that a pipeline does.
 *
 * @param act what
 * @param step the position of its step
 * @param index the position of its command in the step
 * @param command the command
 */
record Action(Act act, int step, int index, ShellCommand command) {
  int line() {
    return command.line();
  }
}
