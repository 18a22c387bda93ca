package dev.lockkeeper.guard.preset;

import java.util.ArrayList;
import java.util.List;

/**
 * One command line of another tool. Immutable.
 *
 * @param words the program and its arguments, as a process gets them; no shell reads them
 * @param prints what its standard output is
 * @param writes what it may write to the database
 */
public record ToolCommand(List<String> words, Prints prints, Writes writes) {

  public ToolCommand {
    words = List.copyOf(words);
  }

  /** What a command prints on its standard output. */
  public enum Prints {
    /** Lines for people. */
    PROGRESS,
    /** Which migrations there are, or are applied, or are the newest. */
    MIGRATIONS,
    /** SQL, perhaps with comments. */
    SQL
  }

  /** What a command may write to the database. */
  public enum Writes {
    /** Nothing. */
    NOTHING,
    /** The tool's own tables, where they are missing; nothing else. */
    ITS_TABLES,
    /** The history alone: migrations are marked, not run. */
    HISTORY,
    /** Whatever the migrations write. */
    SCHEMA
  }

  static ToolCommand migrating(List<String> program, String... arguments) {
    return new ToolCommand(joined(program, arguments), Prints.PROGRESS, Writes.SCHEMA);
  }

  static ToolCommand marking(List<String> program, String... arguments) {
    return new ToolCommand(joined(program, arguments), Prints.PROGRESS, Writes.HISTORY);
  }

  static ToolCommand asking(List<String> program, String... arguments) {
    return new ToolCommand(joined(program, arguments), Prints.MIGRATIONS, Writes.NOTHING);
  }

  static ToolCommand previewing(List<String> program, String... arguments) {
    return new ToolCommand(joined(program, arguments), Prints.SQL, Writes.NOTHING);
  }

  /** The same command, which makes the tool's tables where they are missing. */
  ToolCommand makingItsTables() {
    return new ToolCommand(words, prints, Writes.ITS_TABLES);
  }

  /** The same command with another argument at its end. */
  ToolCommand with(String argument) {
    return new ToolCommand(joined(words, argument), prints, writes);
  }

  private static List<String> joined(List<String> program, String... arguments) {
    List<String> words = new ArrayList<>(program);
    words.addAll(List.of(arguments));
    return words;
  }
}
