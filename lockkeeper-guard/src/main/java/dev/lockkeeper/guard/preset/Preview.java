package dev.lockkeeper.guard.preset;

import java.util.List;
import java.util.Optional;

/** Where the SQL of the pending migrations is to be had before it runs. */
public sealed interface Preview {
  /**
   * Commands print it.
   *
   * @param parts in the order in which the tool would run them; none if nothing is pending
   */
  record Printed(List<Part> parts) implements Preview {
    public Printed {
      parts = List.copyOf(parts);
    }
  }

  /**
   * One command that prints SQL.
   *
   * @param version the migration that it prints; empty if it prints all
   * @param command prints SQL
   */
  record Part(Optional<String> version, ToolCommand command) {}

  /**
   * The migrations are SQL files, and what is in them is what runs; Lockkeeper reads them itself.
   *
   * @param versions the pending ones, in order
   */
  record Files(List<String> versions) implements Preview {
    public Files {
      versions = List.copyOf(versions);
    }
  }
}
