package dev.lockkeeper.guard.preset;

import dev.lockkeeper.foreign.Lineage;
import java.util.List;
import java.util.Optional;

/**
 * Alembic's commands. {@code heads}, {@code history} and {@code current} write nothing; {@code
 * history --indicate-current} would make {@code alembic_version}. The preview needs an {@code
 * env.py} that can run offline, as the one that {@code alembic init} writes.
 */
record AlembicCommands(List<String> program) implements ToolCommands {
  @Override
  public ToolCommand up(Optional<String> target, List<ToolMigration> known) {
    return ToolCommand.migrating(program, "upgrade", target.orElse("head"));
  }

  @Override
  public List<ToolCommand> down(DownTarget target, List<ToolMigration> known) {
    if (new Sequence(Preset.ALEMBIC, known).undone(target).isEmpty()) {
      return List.of();
    }
    String goal =
        target instanceof DownTarget.To to
            ? to.version()
            : target instanceof DownTarget.All ? "base" : "-1";
    return List.of(ToolCommand.migrating(program, "downgrade", goal));
  }

  @Override
  public List<ToolCommand> mark(Mark mark, List<String> versions, List<ToolMigration> known) {
    String goal = new Sequence(Preset.ALEMBIC, known).frontier(mark, versions).orElse("base");
    return List.of(ToolCommand.marking(program, "stamp", goal));
  }

  @Override
  public Status status() {
    return new Status.Asked(
        Inquiry.of(
            List.of(ToolCommand.asking(program, "history"), ToolCommand.asking(program, "current")),
            outputs ->
                AlembicGraph.read(outputs.get(0))
                    .migrations(AlembicGraph.revisions(outputs.get(1)))));
  }

  @Override
  public Preview preview(List<ToolMigration> known) {
    Sequence line = new Sequence(Preset.ALEMBIC, known);
    if (line.pending().isEmpty()) {
      return new Preview.Printed(List.of());
    }
    List<String> applied = line.applied();
    String range = applied.isEmpty() ? "head" : applied.get(applied.size() - 1) + ":head";
    return new Preview.Printed(
        List.of(
            new Preview.Part(
                Optional.empty(), ToolCommand.previewing(program, "upgrade", range, "--sql"))));
  }

  @Override
  public Optional<Inquiry<List<String>>> heads() {
    return Optional.of(
        Inquiry.of(
            List.of(ToolCommand.asking(program, "heads")),
            outputs -> {
              List<String> heads = AlembicGraph.revisions(outputs.get(0));
              if (heads.size() > 1) {
                throw Heads.several(
                    Preset.ALEMBIC,
                    heads,
                    "Merge them: `alembic merge -m MESSAGE " + String.join(" ", heads) + "`.");
              }
              return heads;
            }));
  }

  @Override
  public Optional<Inquiry<Lineage>> lineage() {
    return Optional.of(
        Inquiry.of(
            List.of(ToolCommand.asking(program, "history")),
            outputs -> AlembicGraph.read(outputs.get(0))::upTo));
  }
}
