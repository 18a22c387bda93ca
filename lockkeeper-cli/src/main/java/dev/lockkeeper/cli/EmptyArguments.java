package dev.lockkeeper.cli;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds arguments without a text. No option means anything by one; most come from a shell variable
 * that is not set, and would be taken for everything or for the default. What is behind {@code --}
 * belongs to another program, to which an empty argument may mean something.
 */
final class EmptyArguments {
  private static final Pattern OPTION_WITHOUT_VALUE = Pattern.compile("(--[a-z-]+)=\\s*");
  private static final Pattern OPTION = Pattern.compile("--?[a-z-]+");

  private EmptyArguments() {}

  /** What is empty, as the beginning of a sentence, if anything is. */
  static Optional<String> find(String[] arguments) {
    for (int i = 0; i < arguments.length && !arguments[i].equals("--"); i++) {
      var option = OPTION_WITHOUT_VALUE.matcher(arguments[i]);
      if (option.matches()) {
        return Optional.of("the value of " + option.group(1));
      }
      if (arguments[i].isBlank()) {
        boolean behindOption = i > 0 && OPTION.matcher(arguments[i - 1]).matches();
        return Optional.of(
            behindOption ? "the value of " + arguments[i - 1] : "argument " + (i + 1));
      }
    }
    return Optional.empty();
  }
}
