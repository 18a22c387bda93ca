package dev.lockkeeper.cli.doctor.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A pipeline file as data.
 *
 * @param file its name
 * @param steps its steps
 * @param pushesAtEndLine the line by which images are pushed when all steps are done; 0 if there is
 *     none
 */
record Pipeline(String file, List<Step> steps, int pushesAtEndLine) {
  Pipeline {
    steps = List.copyOf(steps);
  }

  /** What it does, in the order of the file. */
  List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    for (int step = 0; step < steps.size(); step++) {
      List<ShellCommand> commands = steps.get(step).commands();
      for (int i = 0; i < commands.size(); i++) {
        for (Act act : Acts.of(commands.get(i))) {
          actions.add(new Action(act, step, i, commands.get(i)));
        }
      }
    }
    return actions;
  }

  /** The actions of some kinds. */
  List<Action> actions(Predicate<Act> kinds) {
    return actions().stream().filter(action -> kinds.test(action.act())).toList();
  }

  /** Whether one action has ended when the other begins. */
  boolean isBefore(Action first, Action second) {
    return first.step() == second.step()
        ? first.index() < second.index()
        : steps.get(second.step()).earlier().contains(first.step());
  }
}
