package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The page of commands names the commands and options that the program has, and no others. */
class CommandsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "commands.md");
  private static final Pattern ROW = Pattern.compile("^\\| (`-[^|]*) \\|", Pattern.MULTILINE);
  private static final Pattern NAME = Pattern.compile("`(--?[a-zA-Z][a-z-]*)");

  @Test
  void hasASectionForEveryCommand() throws IOException {
    List<String> expected = new ArrayList<>(List.of("All commands"));
    expected.addAll(program().getSubcommands().keySet());
    assertThat(sections().keySet()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void listsTheOptionsOfAllCommands() throws IOException {
    assertThat(listed("All commands")).isEqualTo(names(program()));
  }

  @Test
  void listsTheOptionsOfEachCommand() throws IOException {
    Set<String> global = names(program());
    for (Map.Entry<String, CommandLine> command : program().getSubcommands().entrySet()) {
      Set<String> own = names(command.getValue());
      own.removeAll(global);
      assertThat(listed(command.getKey())).as(command.getKey()).isEqualTo(own);
    }
  }

  private static CommandLine program() {
    PrintStream nowhere =
        new PrintStream(PrintStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    Main.Surroundings surroundings = new Main.Surroundings(Map.of(), Path.of(""), nowhere, nowhere);
    try (Invocation invocation = new Invocation(surroundings)) {
      return Commands.line(invocation, new String[0]);
    }
  }

  private static Set<String> names(CommandLine command) {
    return command.getCommandSpec().options().stream()
        .map(OptionSpec::names)
        .flatMap(Arrays::stream)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> sections() throws IOException {
    return Pattern.compile("\n## ")
        .splitAsStream(Files.readString(PAGE))
        .skip(1)
        .collect(
            Collectors.toMap(text -> text.substring(0, text.indexOf('\n')).strip(), text -> text));
  }

  private static Set<String> listed(String section) throws IOException {
    String text = sections().getOrDefault(section, "");
    return ROW.matcher(text)
        .results()
        .map(row -> row.group(1))
        .flatMap(cell -> NAME.matcher(cell).results())
        .map(name -> name.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
