package dev.lockkeeper.guard.preset;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The commands of Flyway's free edition. {@code info} writes nothing. A migration is its version; a
 * repeatable one is the name of its file, without folder and extension.
 */
record FlywayCommands(List<String> program) implements ToolCommands {
  /** Names of Flyway's states under which a migration counts as applied. */
  private static final Set<String> APPLIED =
      Set.of("Success", "Out of Order", "Missing", "Future", "Baseline", "Superseded", "Outdated");

  private static final Set<String> PENDING = Set.of("Pending", "Above Target", "Ignored");

  @Override
  public ToolCommand up(Optional<String> target, List<ToolMigration> known) {
    return target
        .map(version -> ToolCommand.migrating(program, "-target=" + version, "migrate"))
        .orElseGet(() -> ToolCommand.migrating(program, "migrate"));
  }

  @Override
  public List<ToolCommand> down(DownTarget target, List<ToolMigration> known) {
    throw NotOffered.by(
        Preset.FLYWAY,
        "way down in its free edition",
        "Lockkeeper runs Flyway's files itself, the undo files included: `lockkeeper adopt`, then"
            + " `lockkeeper up` and `lockkeeper down`.");
  }

  @Override
  public List<ToolCommand> mark(Mark mark, List<String> versions, List<ToolMigration> known) {
    if (mark == Mark.PENDING) {
      throw NotOffered.by(
          Preset.FLYWAY,
          "command that marks migrations as pending",
          "Take the row out yourself: DELETE FROM flyway_schema_history WHERE version = 'V'.");
    }
    String target =
        new Sequence(Preset.FLYWAY, repeatableFirst(known))
            .frontier(mark, versions)
            .filter(version -> !isRepeatable(version))
            .orElse("current");
    return List.of(
        ToolCommand.marking(
            program, "-skipExecutingMigrations=true", "-target=" + target, "migrate"));
  }

  /** Flyway takes up pending repeatable scripts whatever the target is. */
  private static List<ToolMigration> repeatableFirst(List<ToolMigration> known) {
    List<ToolMigration> sorted = new ArrayList<>(known);
    sorted.sort(Comparator.comparing(one -> !isRepeatable(one.version())));
    return sorted;
  }

  private static boolean isRepeatable(String version) {
    return version.startsWith("R__");
  }

  @Override
  public Status status() {
    return new Status.Asked(
        Inquiry.of(
            List.of(ToolCommand.asking(program, "-outputType=json", "info")),
            outputs -> info(outputs.get(0))));
  }

  /** In the order of the output; the last word about a migration counts. */
  private static List<ToolMigration> info(String output) {
    Object document = JsonReader.read(output).orElseThrow(FlywayCommands::notUnderstood);
    Map<String, Boolean> states = new LinkedHashMap<>();
    if (!(document instanceof Map<?, ?> root) || !(root.get("migrations") instanceof List<?> all)) {
      throw notUnderstood();
    }
    for (Object one : all) {
      if (one instanceof Map<?, ?> migration) {
        String state = String.valueOf(migration.get("state"));
        if (APPLIED.contains(state) || PENDING.contains(state) || state.startsWith("Failed")) {
          states.put(version(migration), APPLIED.contains(state));
        }
      }
    }
    return states.entrySet().stream()
        .map(one -> new ToolMigration(one.getKey(), one.getValue()))
        .toList();
  }

  private static String version(Map<?, ?> migration) {
    if (migration.get("version") instanceof String version && !version.isEmpty()) {
      return version;
    }
    String file = String.valueOf(migration.get("filepath"));
    return file.replaceAll("^.*[/\\\\]|[.][^.]*$", "");
  }

  private static LockkeeperException notUnderstood() {
    return LockkeeperException.because(
            ErrorCode.TOOL_FAILED, "`flyway -outputType=json info` did not print what it should")
        .databaseState("Nothing was changed.")
        .hint("Run that command by hand: it must print a JSON document with \"migrations\".")
        .build();
  }

  @Override
  public Preview preview(List<ToolMigration> known) {
    return new Preview.Files(new Sequence(Preset.FLYWAY, known).pending());
  }
}
