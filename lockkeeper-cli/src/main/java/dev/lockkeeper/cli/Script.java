package dev.lockkeeper.cli;

import java.util.Arrays;

/**
 * The command line as the interpreter of a script, which is how the container image starts it: the
 * kernel puts the script's own path in front of the arguments.
 */
public final class Script {
  private Script() {}

  /** Takes the path of the script, then what {@link Main} takes. */
  public static void main(String[] arguments) {
    Main.main(Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length));
  }
}
