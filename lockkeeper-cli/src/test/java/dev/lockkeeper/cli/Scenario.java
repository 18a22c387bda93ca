package dev.lockkeeper.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A text file of steps. A step is a line; the lines below it that begin with {@code |}, {@code !}
 * or {@code exit} belong to it: the text of a file, or what the step must print on standard output
 * and on standard error, and its exit code.
 *
 * <pre>
 * write PATH · hex PATH BYTES · mkdir PATH · link PATH TARGET · delete PATH
 * env NAME=VALUE · unset NAME
 * $ lockkeeper ARGUMENTS     runs a command; every line that it prints must stand below
 * sql> STATEMENT             runs it on the database; its rows must stand below
 * hold> STATEMENT            runs it in a transaction that stays open until `release`
 * cat PATH · ls PATH         shows a file, a folder
 * replay                     sends what the last command printed to a second database
 * compare                    shows where the second database differs from the first
 * </pre>
 */
record Scenario(Path file, List<Step> steps) {

  /** A line of the scenario with the lines that belong to it. */
  record Step(int number, String line, List<String> body) {

    boolean isAction() {
      return !line.isBlank() && !line.startsWith("#");
    }

    /** Whether its body is what it must print, not what it takes. */
    boolean prints() {
      return isAction() && !word().equals("write");
    }

    String word() {
      int space = line.indexOf(' ');
      return space < 0 ? line : line.substring(0, space);
    }

    String rest() {
      int space = line.indexOf(' ');
      return space < 0 ? "" : line.substring(space + 1).strip();
    }

    /** The text of the body, without the marks at the beginnings of its lines. */
    String text() {
      StringBuilder text = new StringBuilder();
      for (String row : body) {
        text.append(row.length() > 2 ? row.substring(2) : "").append('\n');
      }
      return text.toString();
    }
  }

  static Scenario read(Path file) {
    try {
      List<Step> steps = new ArrayList<>();
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (!isBody(line)) {
          steps.add(new Step(number, line, new ArrayList<>()));
        } else if (steps.isEmpty()) {
          throw new IllegalStateException(file + ":" + number + " belongs to no step");
        } else {
          steps.get(steps.size() - 1).body().add(line);
        }
      }
      return new Scenario(file, steps);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isBody(String line) {
    return line.startsWith("|") || line.startsWith("!") || line.startsWith("exit ");
  }

  /** Writes what was printed into the file, for a person to review. */
  void record(List<List<String>> printed) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      text.append(step.line()).append('\n');
      List<String> body = step.prints() ? printed.get(i) : step.body();
      body.forEach(line -> text.append(line).append('\n'));
    }
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
