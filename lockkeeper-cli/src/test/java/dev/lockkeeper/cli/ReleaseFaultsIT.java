package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What goes wrong in a release on a platform of programs: the gate is closed then, the report names
 * the cause and the next step, and a second call finishes the release.
 */
class ReleaseFaultsIT {
  @TempDir Path folder;

  static Stream<ReleaseFault> faults() {
    return ReleaseFault.all().stream().filter(fault -> FaultsPage.isTried(fault.isSample()));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void leavesTheGateAsItShouldBeAndIsFinishedByAnotherCall(ReleaseFault fault) throws Exception {
    ReleaseProject project = new ReleaseProject(folder);
    fault.make().on(project);

    ReleaseProject.Answer failed =
        fault.code().isEmpty()
            ? project.callProcess("release", "-o", "json")
            : project.call("release", "-o", "json");

    assertThat(failed.exit()).as(failed.text()).isEqualTo(fault.exit());
    if (!fault.code().isEmpty()) {
      requireReport(fault, failed.text());
    }
    assertThat(project.read("serving").equals(ReleaseProject.OLD))
        .as(failed.text())
        .isEqualTo(!fault.isOpen());
    assertThat(project.calls().contains("deploy"))
        .as("the service is touched")
        .isEqualTo(!List.of("check", "before", "migrate", "prove").contains(fault.step()));

    fault.mend().on(project);
    ReleaseProject.Answer again = project.call("release");
    assertThat(again.exit()).as(failed.text() + again.text()).isZero();
    String revision =
        project.query("SELECT id FROM lockkeeper.release ORDER BY started_at DESC LIMIT 1").get(0);
    assertThat(project.read("serving")).startsWith(revision);
    assertThat(
            project.query(
                "SELECT outcome FROM lockkeeper.release ORDER BY started_at DESC LIMIT 1"))
        .containsExactly("succeeded");
    assertThat(
            project.query(
                "SELECT version FROM lockkeeper.event WHERE kind = 'applied' GROUP BY version HAVING"
                    + " count(*) > 1"))
        .as("applied twice")
        .isEmpty();
    assertThat(project.call("release").text()).contains("Nothing to do");
  }

  private static void requireReport(ReleaseFault fault, String text) throws Exception {
    Map<String, Object> document = JSON.std.mapFrom(text.substring(text.indexOf("\n{") + 1));
    assertThat(document.get("gate")).isEqualTo(fault.isOpen() ? "open" : "closed");
    assertThat(document.get("error"))
        .as(text)
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("code", fault.code())
        .containsKeys("message", "hint", "databaseState");
    assertThat(document.get("release"))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("outcome", "failed")
        .containsEntry("errorCode", fault.code());
  }

  @Test
  void areAllOnThePage() throws Exception {
    FaultsPage.require("command", ReleaseFault.all().stream().map(ReleaseFault::row).toList());
  }
}
