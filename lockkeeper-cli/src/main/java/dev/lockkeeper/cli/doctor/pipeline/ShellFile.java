package dev.lockkeeper.cli.doctor.pipeline;

import java.util.List;
import java.util.Set;

/** Reads a script of the project as a pipeline of one step. */
final class ShellFile {
  private ShellFile() {}

  static Pipeline read(SourceFile file) {
    String first = file.text().lines().findFirst().orElse("");
    boolean stops =
        first.startsWith("#!") && Script.stopsAtErrors(List.of(first.split("\\s+", -1)));
    List<ShellCommand> commands = Script.commands(file.text(), 1, stops, false);
    return new Pipeline(
        file.name(), List.of(new Step(file.baseName(), 1, commands, 0, Set.of())), 0);
  }
}
