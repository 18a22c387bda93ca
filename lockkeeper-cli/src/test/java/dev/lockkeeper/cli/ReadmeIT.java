package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands that the READMEs tell people to type, in their order, on the real thing. */
class ReadmeIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

  @TempDir Path folder;

  @Test
  void theQuickStartWorksAsWritten() throws IOException {
    List<String> commands = commands(ROOT.resolve("README.md"), " -p shop");
    assertThat(commands).hasSizeGreaterThanOrEqualTo(6);
    Files.createDirectory(folder.resolve("shop"));
    StringBuilder all = new StringBuilder();
    for (String command : commands) {
      all.append(run(command));
    }
    assertThat(all).contains("Applied 1 migration as batch 1").contains("Undid");
  }

  @Test
  void theExampleWorksAsWritten() throws IOException {
    copyExample();
    List<String> commands =
        commands(ROOT.resolve("examples/orders/README.md"), "-p examples/orders");
    assertThat(commands).hasSizeGreaterThanOrEqualTo(8);
    String first = run(commands.get(0));
    assertThat(first).contains("as batch 1");
    assertThat(run(commands.get(1))).contains("Nothing to do");
    String history = run("lockkeeper history -p examples/orders");
    String run = history.substring(0, 8);
    for (String command : commands.subList(2, commands.size())) {
      run(command.replace(" RUN ", " " + run + " "));
    }
  }

  private void copyExample() throws IOException {
    Path source = ROOT.resolve("examples");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.filter(f -> !f.toString().contains(".lockkeeper/")).toList()) {
        Path target = folder.resolve("examples").resolve(source.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  /** The lines of fenced blocks that call Lockkeeper and hold a text. */
  private static List<String> commands(Path page, String holding) throws IOException {
    List<String> commands = new ArrayList<>();
    boolean fenced = false;
    for (String line : Files.readString(page).replace("\\\n", " ").split("\n", -1)) {
      if (line.startsWith("```")) {
        fenced = !fenced;
      } else if (fenced && line.startsWith("./lockkeeper ") && line.contains(holding)) {
        commands.add(line.replaceAll("\\s+#.*$", ""));
      }
    }
    return commands;
  }

  private String run(String command) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      words.add(
          matcher.group(1) != null
              ? matcher.group(1)
              : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit =
        new Main(Map.of("HOME", folder.toString()), folder, stream(out), stream(err))
            .run(words.subList(1, words.size()).toArray(new String[0]));
    assertThat(exit).as(command + "\n" + out + err).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
