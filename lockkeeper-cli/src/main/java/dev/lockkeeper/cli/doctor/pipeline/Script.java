package dev.lockkeeper.cli.doctor.pipeline;

import dev.lockkeeper.cli.doctor.pipeline.ShellCommand.Join;
import dev.lockkeeper.cli.doctor.pipeline.ShellCommand.Modes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The commands of a shell script, as far as they can be told without running it: quotes, comments,
 * continued lines, lists and pipes are understood; functions and loops are read as what they hold.
 */
final class Script {
  private static final Set<String> CONDITIONS = Set.of("if", "elif", "while", "until", "!");
  private static final Set<String> KEYWORDS =
      Set.of(
          "then", "else", "do", "{", "}", "fi", "done", "esac", "time", "exec", "sudo", "command");
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");
  private static final Pattern SHORT_E = Pattern.compile("-[a-zA-Z]*e[a-zA-Z]*");

  private final List<ShellCommand> commands = new ArrayList<>();
  private boolean errexit;
  private boolean pipefail;

  private Script(boolean errexit, boolean pipefail) {
    this.errexit = errexit;
    this.pipefail = pipefail;
  }

  /**
   * The commands of a text.
   *
   * @param line the line of the text's first character in its file
   * @param errexit whether the shell was started with {@code -e}
   * @param pipefail whether the shell was started with {@code -o pipefail}
   */
  static List<ShellCommand> commands(String text, int line, boolean errexit, boolean pipefail) {
    Script script = new Script(errexit, pipefail);
    for (ShellLexer.Piece piece : new ShellLexer(text, line).pieces()) {
      script.add(piece);
    }
    return script.commands.stream().toList();
  }

  /** Whether words in front of a script make the shell stop at the first failure. */
  static boolean stopsAtErrors(List<String> options) {
    for (int i = 0; i < options.size(); i++) {
      String option = options.get(i);
      boolean isLong =
          option.equals("-o") && i + 1 < options.size() && options.get(i + 1).equals("errexit");
      if (isLong || option.equals("-eo") || SHORT_E.matcher(option).matches()) {
        return true;
      }
    }
    return false;
  }

  private void add(ShellLexer.Piece piece) {
    List<String> words = new ArrayList<>(piece.words());
    boolean tested = false;
    while (!words.isEmpty()
        && (CONDITIONS.contains(words.get(0))
            || KEYWORDS.contains(words.get(0))
            || ASSIGNMENT.matcher(words.get(0)).matches())) {
      tested |= CONDITIONS.contains(words.remove(0));
    }
    if (words.isEmpty()) {
      return;
    }
    modes(words);
    commands.add(
        new ShellCommand(piece.line(), words, piece.next(), new Modes(errexit, pipefail, tested)));
  }

  private void modes(List<String> words) {
    if (!words.get(0).equals("set")) {
      return;
    }
    List<String> options = words.subList(1, words.size());
    if (stopsAtErrors(options)) {
      errexit = true;
    }
    if (options.contains("pipefail") && !options.contains("+o")) {
      pipefail = true;
    }
    if (options.contains("+e")) {
      errexit = false;
    }
  }

  /** How a failure of a command can go unseen; none if the script ends with it. */
  static Fate fate(List<ShellCommand> commands, int index) {
    ShellCommand command = commands.get(index);
    if (command.modes().tested()) {
      return Fate.ENDS;
    }
    if (command.next() == Join.BACKGROUND) {
      return Fate.BACKGROUND;
    }
    int i = index;
    if (command.next() == Join.PIPE) {
      if (!command.modes().pipefail()) {
        return Fate.PIPE;
      }
      while (i + 1 < commands.size() && commands.get(i).next() == Join.PIPE) {
        i++;
      }
    }
    boolean isLastOfList = commands.get(i).next() != Join.AND;
    while (i + 1 < commands.size() && commands.get(i).next() == Join.AND) {
      i++;
    }
    if (commands.get(i).next() == Join.OR) {
      return forgets(commands, i + 1) ? Fate.FORGOTTEN : Fate.ENDS;
    }
    boolean isEnd = i + 1 >= commands.size() || commands.get(i + 1).text().contains("$?");
    return isEnd || (command.modes().errexit() && isLastOfList) ? Fate.ENDS : Fate.GOES_ON;
  }

  /** {@code || true} and its like; an echo counts unless the script ends behind it. */
  private static boolean forgets(List<ShellCommand> commands, int index) {
    if (index >= commands.size()) {
      return false;
    }
    ShellCommand command = commands.get(index);
    boolean goesOn =
        index + 1 >= commands.size()
            || !Set.of("exit", "return", "false").contains(commands.get(index + 1).program());
    return Set.of("true", ":").contains(command.program())
        || command.text().equals("exit 0")
        || (command.program().equals("echo") && goesOn);
  }

  /** What becomes of a failed command. */
  enum Fate {
    /** The script ends with a failure, or looks at it itself. */
    ENDS,
    /** The script goes on. */
    GOES_ON,
    /** The exit code is that of another command of the pipe. */
    PIPE,
    /** Nobody waits for the command. */
    BACKGROUND,
    /** The script says that the failure does not matter. */
    FORGOTTEN
  }
}
