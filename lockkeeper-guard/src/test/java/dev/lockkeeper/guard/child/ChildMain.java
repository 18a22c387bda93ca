package dev.lockkeeper.guard.child;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Runs a program in a virtual machine of its own, which ends with the program's exit code. */
public final class ChildMain {
  private ChildMain() {}

  public static void main(String[] words) {
    Map<String, String> variables = System.getenv();
    ChildCommand command = ChildCommand.find(List.of(words), Path.of(""), variables);
    ChildEnvironment environment =
        ChildEnvironment.of(
            variables, Example.relay(), Map.of(), Example.given(), UUID.randomUUID().toString());
    OutputMask mask = OutputMask.of(Example.given(), Example.relay(), variables, List.of());
    try (Child child = Child.start(command, environment, mask, System.out, System.err)) {
      ChildEnd end = child.await(ChildLimits.of(Optional.empty()), () -> false);
      System.exit(end.exitCode().orElse(-1));
    }
  }
}
