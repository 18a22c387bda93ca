package dev.lockkeeper.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * The commands by name. Only those that the arguments name are built, since describing them all
 * costs more time than most of them take.
 */
final class Commands {
  private static final Map<String, Function<Invocation, Object>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("init", InitCommand::new);
    ALL.put("new", NewCommand::new);
    ALL.put("status", StatusCommand::new);
    ALL.put("plan", PlanCommand::new);
    ALL.put("up", UpCommand::new);
    ALL.put("migrate", UpCommand::new);
    ALL.put("down", DownCommand::new);
    ALL.put("rollback", DownCommand::new);
    ALL.put("resume", ResumeCommand::new);
    ALL.put("mark", MarkCommand::new);
    ALL.put("adopt", AdoptCommand::new);
    ALL.put("verify", VerifyCommand::new);
    ALL.put("history", HistoryCommand::new);
    ALL.put("seed", SeedCommand::new);
    ALL.put("run", RunCommand::new);
    ALL.put("relay", RelayCommand::new);
    ALL.put("release", ReleaseCommand::new);
    ALL.put("grants", GrantsCommand::new);
    ALL.put("doctor", DoctorCommand::new);
  }

  private static final List<String> ALIASES = List.of("migrate", "rollback");

  private Commands() {}

  /** A command line that knows the commands that the arguments name, or all of them. */
  static CommandLine line(Invocation invocation, String[] arguments) {
    CommandLine line = new CommandLine(new RootCommand(invocation));
    List<String> named = new ArrayList<>();
    for (String argument : arguments) {
      if (ALL.containsKey(argument)) {
        named.add(argument);
      }
    }
    boolean all = named.isEmpty();
    for (Map.Entry<String, Function<Invocation, Object>> command : ALL.entrySet()) {
      boolean wanted = all ? !ALIASES.contains(command.getKey()) : named.contains(command.getKey());
      if (wanted) {
        line.addSubcommand(command.getKey(), command.getValue().apply(invocation));
      }
    }
    return line;
  }

  static boolean namesCommand(String[] arguments) {
    for (String argument : arguments) {
      if (ALL.containsKey(argument)) {
        return true;
      }
    }
    return false;
  }

  static boolean asksForHelp(String argument) {
    return List.of("-h", "--help", "--version", "help").contains(argument);
  }

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /** Whether two words differ by at most two letters. */
  static boolean isClose(String word, String name) {
    int[] previous = new int[name.length() + 1];
    for (int j = 0; j <= name.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= word.length(); i++) {
      int[] current = new int[name.length() + 1];
      current[0] = i;
      for (int j = 1; j <= name.length(); j++) {
        int change = word.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1;
        current[j] =
            Math.min(Math.min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + change);
      }
      previous = current;
    }
    return previous[name.length()] <= 2;
  }
}
