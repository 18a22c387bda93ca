package dev.lockkeeper.cli.doctor.pipeline;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One command of a shell script, or one that is started without a shell.
 *
 * @param line the line of its first word
 * @param words its words, without quotes, keywords and assignments in front
 * @param next what joins it to the command behind it
 * @param modes how the shell treats a failure here
 */
record ShellCommand(int line, List<String> words, Join next, Modes modes) {
  /** What stands between two commands. */
  enum Join {
    SEQUENCE,
    AND,
    OR,
    PIPE,
    BACKGROUND,
    END
  }

  /**
   * How the shell treats a failure.
   *
   * @param errexit a failed command ends the script ({@code set -e})
   * @param pipefail a pipe fails with any of its commands
   * @param tested the command is a condition, as behind {@code if}
   */
  record Modes(boolean errexit, boolean pipefail, boolean tested) {}

  ShellCommand {
    words = List.copyOf(words);
  }

  /** A command that is started by itself; its exit code is the step's. */
  static ShellCommand alone(int line, List<String> words) {
    return new ShellCommand(line, words, Join.END, new Modes(true, true, false));
  }

  /** The program's name without its folder. */
  String program() {
    String first = words.isEmpty() ? "" : words.get(0);
    return first.substring(first.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  String text() {
    return String.join(" ", words);
  }

  /** Whether an option is there: {@code --wait}, {@code --wait=true}, but not {@code =false}. */
  boolean has(String option) {
    return words.stream()
        .anyMatch(
            word ->
                word.equals(option) || (word.startsWith(option + "=") && !word.endsWith("=false")));
  }

  /** The value of an option, as {@code --option=value} or in the word behind it. */
  Optional<String> value(String option) {
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).startsWith(option + "=")) {
        return Optional.of(words.get(i).substring(option.length() + 1));
      }
      if (words.get(i).equals(option) && i + 1 < words.size()) {
        return Optional.of(words.get(i + 1));
      }
    }
    return Optional.empty();
  }

  /** Whether the words that are no options begin like this. */
  boolean begins(String... start) {
    List<String> plain = plain();
    return plain.size() >= start.length && plain.subList(0, start.length).equals(List.of(start));
  }

  /** The words in front of the first option, without the tracks alpha and beta of gcloud. */
  List<String> plain() {
    return words.stream()
        .takeWhile(word -> !word.startsWith("-"))
        .filter(word -> !word.equals("alpha") && !word.equals("beta"))
        .map(word -> word.substring(word.lastIndexOf('/') + 1))
        .toList();
  }
}
