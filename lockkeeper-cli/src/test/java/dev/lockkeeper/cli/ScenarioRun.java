package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.TempPostgres;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the steps of a scenario in a fresh folder, against a fresh database. */
final class ScenarioRun implements AutoCloseable {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  private final ScenarioProject project;
  private final ScenarioDatabase database;
  private final Wildcards wildcards;
  private final Map<String, String> environment = new HashMap<>();
  private String lastOutput = "";

  ScenarioRun(Path folder, TempPostgres server) {
    this.project = new ScenarioProject(folder);
    this.database = new ScenarioDatabase(server);
    this.wildcards = new Wildcards(folder, "127.0.0.1:" + server.port(), database.name());
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("LOCKKEEPER_URL", wildcards.fill("{url}"));
    environment.put("LOCKKEEPER_ACTOR", "tester");
  }

  /** What each step printed, in the form that the scenario has it. */
  List<List<String>> run(Scenario scenario) throws IOException, SQLException {
    List<List<String>> printed = new ArrayList<>();
    for (Scenario.Step step : scenario.steps()) {
      List<String> lines = step.isAction() ? run(step) : List.of();
      printed.add(lines.stream().map(wildcards::hide).map(String::stripTrailing).toList());
    }
    return printed;
  }

  private List<String> run(Scenario.Step step) throws IOException, SQLException {
    String rest = wildcards.fill(step.rest());
    String[] words = rest.split(" ", 2);
    switch (step.word()) {
      case "write" -> project.write(rest, wildcards.fill(step.text()));
      case "hex" -> project.bytes(words[0], words[1]);
      case "mkdir" -> project.folder(rest);
      case "link" -> project.link(words[0], words[1]);
      case "delete" -> project.delete(rest);
      case "env" -> environment.put(rest.split("=", 2)[0], rest.split("=", 2)[1]);
      case "unset" -> environment.remove(rest);
      case "hold>" -> database.hold(rest);
      case "release" -> database.release();
      case "replay" -> database.replay(lastOutput);
      default -> {
        return show(step, rest);
      }
    }
    return List.of();
  }

  private List<String> show(Scenario.Step step, String rest) throws IOException, SQLException {
    return switch (step.word()) {
      case "$" -> command(rest);
      case "sql>" -> database.run(rest);
      case "compare" -> database.differences();
      case "cat" -> project.lines(rest).stream().map(line -> "| " + line).toList();
      case "ls" -> project.names(rest).stream().map(line -> "| " + line).toList();
      default -> throw new IllegalStateException("line " + step.number() + ": " + step.line());
    };
  }

  private List<String> command(String line) {
    List<String> words = words(line);
    if (!words.remove(0).equals("lockkeeper")) {
      throw new IllegalStateException(line);
    }
    LineStream lines = new LineStream();
    try (PrintStream out = lines.marked("| ");
        PrintStream err = lines.marked("! ")) {
      int exit =
          new Main(environment, project.folder(), out, err).run(words.toArray(String[]::new));
      lastOutput = lines.text("| ");
      if (words.contains("json")) {
        words.add(environment.getOrDefault("MIGRATION_ACTION", "no action"));
        JsonContract.check(words, lastOutput, exit);
      }
      List<String> printed = new ArrayList<>(lines.lines());
      requireNextStep(line, printed);
      printed.add("exit " + exit);
      return printed;
    }
  }

  /** Whoever is told of an error is told what to do next. */
  private static void requireNextStep(String line, List<String> printed) {
    boolean failed = printed.stream().anyMatch(row -> row.startsWith("! error: "));
    boolean advised =
        printed.stream().anyMatch(row -> row.startsWith("!   next:") || row.contains("\"hint\" :"));
    assertThat(!failed || advised).as("%s says what to do next: %s", line, printed).isTrue();
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(
          matcher.group(1) != null
              ? matcher.group(1)
              : matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
    }
    return words;
  }

  @Override
  public void close() throws SQLException {
    database.close();
  }

  /** Collects the lines of two streams in the order in which they were printed. */
  private static final class LineStream {
    private final List<String> lines = new ArrayList<>();

    synchronized List<String> lines() {
      return List.copyOf(lines);
    }

    synchronized String text(String mark) {
      StringBuilder text = new StringBuilder();
      lines.stream()
          .filter(line -> line.startsWith(mark))
          .forEach(line -> text.append(line.substring(mark.length())).append('\n'));
      return text.toString();
    }

    private synchronized void add(String line) {
      lines.add(line);
    }

    PrintStream marked(String mark) {
      return new PrintStream(new Marked(mark), false, StandardCharsets.UTF_8);
    }

    private final class Marked extends java.io.OutputStream {
      private final String mark;
      private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

      Marked(String mark) {
        this.mark = mark;
      }

      @Override
      public synchronized void write(int b) {
        if (b == '\n') {
          end();
        } else {
          line.write(b);
        }
      }

      @Override
      public synchronized void close() {
        if (line.size() > 0) {
          end();
        }
      }

      private void end() {
        add(mark + line.toString(StandardCharsets.UTF_8));
        line.reset();
      }
    }
  }
}
