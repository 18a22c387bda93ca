package dev.lockkeeper.cli.report;

import java.io.Console;

/** Whether a person is looking. */
public final class Terminal {
  private Terminal() {}

  /**
   * Whether input and output are a terminal. From Java 22 on there is a console without one too,
   * and {@code Console.isTerminal()} tells; before, a console means a terminal.
   */
  @SuppressWarnings("SystemConsoleNull")
  public static boolean isThere() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
