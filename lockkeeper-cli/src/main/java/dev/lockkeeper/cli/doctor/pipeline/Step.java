package dev.lockkeeper.cli.doctor.pipeline;

import java.util.List;
import java.util.Set;

/**
 * A step of a pipeline, in whichever notation.
 *
 * @param name what people call it
 * @param line where it begins
 * @param commands what it runs
 * @param ignoredAt the line that lets the pipeline go on when the step fails; 0 if there is none
 * @param earlier the positions of the steps that have ended well when this one begins
 */
record Step(
    String name, int line, List<ShellCommand> commands, int ignoredAt, Set<Integer> earlier) {
  Step {
    commands = List.copyOf(commands);
    earlier = Set.copyOf(earlier);
  }
}
