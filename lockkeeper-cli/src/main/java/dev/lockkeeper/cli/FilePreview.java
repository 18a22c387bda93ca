package dev.lockkeeper.cli;

import dev.lockkeeper.guard.preset.Preset;
import dev.lockkeeper.plan.Plan;
import dev.lockkeeper.plan.Step;
import dev.lockkeeper.plan.UpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The SQL of another tool's migrations as their files have it, which Lockkeeper reads itself.
 *
 * @param place the project
 * @param preset the tool
 */
record FilePreview(Invocation.Workplace place, Preset preset) {

  /** The steps up of migrations, by the versions that the tool gives them. */
  Plan plan(List<String> versions) {
    UpRequest everything = UpCommand.request("all", null, null, true);
    Plan all = place.lockkeeper(null, folders()).plan(everything);
    return new Plan(
        all.direction(),
        all.steps().stream().filter(step -> isOneOf(versions, step)).toList(),
        all.problems(),
        all.findings(),
        List.of(),
        all.batch());
  }

  private static boolean isOneOf(List<String> versions, Step step) {
    String file = step.body().file();
    return versions.stream()
        .anyMatch(
            version ->
                version.equals(step.migration().version().toString())
                    || file.contains("/" + version + ".")
                    || file.contains("/" + version + "/"));
  }

  private List<Path> folders() {
    Path project = place.configuration().project();
    List<Path> usual =
        switch (preset) {
          case DBMATE -> List.of(project.resolve("db/migrations"));
          case PRISMA -> List.of(project.resolve("prisma/migrations"));
          default -> List.of();
        };
    List<Path> named = place.configuration().migrations();
    return named.stream().anyMatch(Files::isDirectory) || usual.isEmpty() ? named : usual;
  }
}
