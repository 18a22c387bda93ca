package dev.lockkeeper.guard.preset;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Django's {@code migrate}, {@code showmigrations} and {@code sqlmigrate}. None of the commands
 * that look writes anything, not even {@code django_migrations}. A migration is {@code APP.NAME}.
 *
 * <p>{@code --fake} also marks those of other apps that the named one depends on; the history
 * before and after shows them. {@code sqlmigrate} reads the database for names of constraints, so
 * it may refuse a migration whose predecessors are pending.
 */
record DjangoCommands(List<String> program) implements ToolCommands {
  private static final Pattern PLANNED =
      Pattern.compile("^\\[([ X])]  ([^.\\s]+\\.\\S+)", Pattern.MULTILINE);
  private static final Pattern CONFLICT =
      Pattern.compile(
          "Conflicting migrations detected; multiple leaf nodes[^(]*\\(([^\\n]+)\\)\\.");
  private static final Pattern LEAVES = Pattern.compile("([^;]+) in (\\S+?)(?:; |$)");

  @Override
  public ToolCommand up(Optional<String> target, List<ToolMigration> known) {
    if (target.filter(version -> name(version).equals("zero")).isPresent()) {
      throw NotOffered.by(
          Preset.DJANGO,
          "way up to zero",
          "Undo all of an app with `lockkeeper run -- python manage.py migrate APP zero`.");
    }
    return target
        .map(version -> migrate(version.contains(".") ? name(version) : "", app(version)))
        .orElseGet(() -> ToolCommand.migrating(program, "migrate", "--noinput", "--no-color"));
  }

  /** Django compares the names of tables and columns, and no more. */
  @Override
  public ToolCommand upOverExisting(Optional<String> target, List<ToolMigration> known) {
    return up(target, known).with("--fake-initial");
  }

  private ToolCommand migrate(String name, String app) {
    return name.isEmpty()
        ? ToolCommand.migrating(program, "migrate", app, "--noinput", "--no-color")
        : ToolCommand.migrating(program, "migrate", app, name, "--noinput", "--no-color");
  }

  @Override
  public List<ToolCommand> down(DownTarget target, List<ToolMigration> known) {
    Sequence plan = new Sequence(Preset.DJANGO, known);
    if (target instanceof DownTarget.To to) {
      String app = app(to.version());
      Sequence own = new Sequence(Preset.DJANGO, ofApp(app, known));
      return own.undone(target).isEmpty() ? List.of() : List.of(migrate(name(to.version()), app));
    }
    if (target instanceof DownTarget.All) {
      Set<String> apps = new LinkedHashSet<>();
      plan.undone(target).forEach(version -> apps.add(app(version)));
      return apps.stream().map(app -> migrate("zero", app)).toList();
    }
    return plan.undone(target).stream()
        .map(version -> migrate(before(version, known), app(version)))
        .toList();
  }

  /** The migration in front of one in its app, in the words of {@code migrate}. */
  private static String before(String version, List<ToolMigration> known) {
    List<String> app = ofApp(app(version), known).stream().map(ToolMigration::version).toList();
    int index = app.indexOf(version);
    return index < 1 ? "zero" : name(app.get(index - 1));
  }

  @Override
  public List<ToolCommand> mark(Mark mark, List<String> versions, List<ToolMigration> known) {
    Set<String> apps = new LinkedHashSet<>();
    versions.forEach(version -> apps.add(app(version)));
    List<ToolCommand> commands = new ArrayList<>();
    for (String app : apps) {
      Sequence own = new Sequence(Preset.DJANGO, ofApp(app, known));
      List<String> asked = versions.stream().filter(one -> app(one).equals(app)).toList();
      String goal = own.frontier(mark, asked).map(DjangoCommands::name).orElse("zero");
      commands.add(
          ToolCommand.marking(program, "migrate", app, goal, "--fake", "--noinput", "--no-color"));
    }
    return commands;
  }

  @Override
  public Status status() {
    return new Status.Asked(
        Inquiry.of(
            List.of(ToolCommand.asking(program, "showmigrations", "--plan", "--no-color")),
            outputs -> plan(outputs.get(0))));
  }

  private static List<ToolMigration> plan(String output) {
    Matcher matcher = PLANNED.matcher(output);
    return matcher
        .results()
        .map(line -> new ToolMigration(line.group(2), line.group(1).equals("X")))
        .toList();
  }

  @Override
  public Preview preview(List<ToolMigration> known) {
    return new Preview.Printed(
        new Sequence(Preset.DJANGO, known)
            .pending().stream()
                .map(
                    version ->
                        new Preview.Part(
                            Optional.of(version),
                            ToolCommand.previewing(
                                program, "sqlmigrate", app(version), name(version), "--no-color")))
                .toList());
  }

  /** {@code migrate --plan} looks at the graph before anything else, and changes nothing. */
  @Override
  public Optional<Inquiry<List<String>>> heads() {
    ToolCommand plan = ToolCommand.asking(program, "migrate", "--plan", "--no-color");
    return Optional.of(
        Inquiry.ofAny(
            plan,
            output -> {
              List<String> leaves = leaves(output.err());
              if (!leaves.isEmpty()) {
                throw Heads.several(
                    Preset.DJANGO, leaves, "Merge them: `manage.py makemigrations --merge`.");
              }
              if (output.exitCode() != 0) {
                throw Inquiry.failure(plan, output);
              }
              return List.of();
            }));
  }

  /** The rivals in {@code (0002_a, 0002_b in shop; 0003_c, 0003_d in users)}. */
  private static List<String> leaves(String text) {
    Matcher conflict = CONFLICT.matcher(text);
    List<String> leaves = new ArrayList<>();
    if (conflict.find()) {
      for (MatchResult app : LEAVES.matcher(conflict.group(1)).results().toList()) {
        for (String name : app.group(1).split(", ", -1)) {
          leaves.add(app.group(2) + "." + name.strip());
        }
      }
    }
    return leaves;
  }

  /**
   * A script may settle it in any way, and is believed; without one only the variable and the
   * option are left.
   */
  @Override
  public void requireSettings(Map<String, String> environment) {
    boolean isSettled =
        !environment.getOrDefault("DJANGO_SETTINGS_MODULE", "").isBlank()
            || program.stream()
                .anyMatch(word -> word.endsWith(".py") || word.startsWith("--settings"));
    if (!isSettled) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS,
              "Django would not find its settings: DJANGO_SETTINGS_MODULE is not set, and no"
                  + " manage.py is named that could set it")
          .databaseState("Nothing was changed.")
          .hint("Set DJANGO_SETTINGS_MODULE, such as to config.settings, or run manage.py.")
          .build();
    }
  }

  private static List<ToolMigration> ofApp(String app, List<ToolMigration> known) {
    return known.stream().filter(one -> app(one.version()).equals(app)).toList();
  }

  private static String app(String version) {
    int dot = version.indexOf('.');
    return dot < 0 ? version : version.substring(0, dot);
  }

  private static String name(String version) {
    return version.substring(version.indexOf('.') + 1);
  }
}
