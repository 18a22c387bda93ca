package dev.lockkeeper.cli;

/** Runs a command. */
public final class Main {
  private Main() {}

  /** Prints the version. */
  public static void main(String[] arguments) {
    System.out.println("lockkeeper " + Main.class.getPackage().getImplementationVersion());
  }
}
