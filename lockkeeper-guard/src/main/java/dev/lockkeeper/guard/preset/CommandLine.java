package dev.lockkeeper.guard.preset;

import java.util.List;

/**
 * A command line that somebody has written, as far as it is recognised. Immutable.
 *
 * @param preset the tool; {@link Preset#COMMAND} if it is none that is known
 * @param program the words that start the tool, without its own arguments; all words if it is not
 *     known
 * @param purpose what it is there for
 */
public record CommandLine(Preset preset, List<String> program, Purpose purpose) {

  public CommandLine {
    program = List.copyOf(program);
  }

  /** What a command line does with the migrations. */
  public enum Purpose {
    /** It changes the schema or the history. */
    MIGRATES,
    /** It only looks, or writes files. */
    READS,
    /** That is not known. */
    UNKNOWN
  }

  /**
   * Recognises a command line by its first words. Runners such as {@code npx}, {@code poetry run}
   * and {@code python -m} are seen through; a shell, {@code make} or {@code gradlew} is not.
   */
  public static CommandLine read(List<String> words) {
    Launch launch = Launch.of(words);
    return launch
        .preset()
        .map(
            preset ->
                new CommandLine(
                    preset,
                    words.subList(0, launch.end()),
                    Purposes.of(preset, words.subList(launch.end(), words.size()))))
        .orElseGet(() -> new CommandLine(Preset.COMMAND, words, Purpose.UNKNOWN));
  }
}
