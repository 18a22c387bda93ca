package dev.lockkeeper.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Releases on Cloud Run: Google's clients talk to a Cloud Run of this machine, which really starts
 * the job, and the job migrates a real database.
 */
class CloudRunFaultsIT {
  private static final List<String> CHANGES =
      List.of("CreateService", "UpdateService", "DeleteService");
  private static final List<String> BEFORE_THE_SERVICE =
      List.of("check", "job", "migrate", "prove");

  @TempDir Path folder;
  private CloudRunProject project;

  @BeforeEach
  void makeProject() throws Exception {
    project = new CloudRunProject(folder);
  }

  @AfterEach
  void close() {
    project.close();
  }

  static Stream<CloudRunFault> faults() {
    return CloudRunFault.all().stream().filter(fault -> FaultsPage.isTried(fault.isSample()));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void leavesTheGateAsItShouldBeAndIsFinishedByAnotherCall(CloudRunFault fault) throws Exception {
    fault.make().on(project);

    ReleaseProject.Answer failed = project.files().call("release", "-o", "json");

    assertThat(failed.exit()).as(failed.text()).isEqualTo(fault.exit());
    if (fault.exit() != 0) {
      requireReport(fault, failed.text());
      assertThat(project.traffic().keySet()).noneMatch(name -> name.contains("-r2"));
    }
    if (BEFORE_THE_SERVICE.contains(fault.step()) && fault.exit() != 0) {
      assertThat(project.cloud().calls()).doesNotContainAnyElementsOf(CHANGES);
      assertThat(project.traffic()).isEqualTo(Map.of(CloudRunProject.OLD, 100));
    }

    fault.mend().on(project);
    ReleaseProject.Answer again = project.files().call("release");
    assertThat(again.exit()).as(failed.text() + again.text()).isZero();
    String revision =
        project
            .files()
            .query(
                "SELECT value FROM lockkeeper.release_event WHERE name = 'revision' ORDER BY id"
                    + " DESC LIMIT 1")
            .get(0);
    assertThat(project.traffic()).isEqualTo(Map.of(revision, 100));
    assertThat(
            project
                .files()
                .query(
                    "SELECT version FROM lockkeeper.event WHERE kind = 'applied' GROUP BY version"
                        + " HAVING count(*) > 1"))
        .as("applied twice")
        .isEmpty();
  }

  private static void requireReport(CloudRunFault fault, String text) throws Exception {
    Map<String, Object> document = JSON.std.mapFrom(text.substring(text.indexOf("\n{") + 1));
    assertThat(document.get("gate")).isEqualTo("closed");
    assertThat(document.get("error"))
        .as(text)
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("code", fault.code())
        .containsKeys("message", "hint", "databaseState");
  }

  @Test
  void runsTheJobThenMakesTheRevisionThenShiftsTheTraffic() throws Exception {
    ReleaseProject.Answer answer = project.files().call("release");

    assertThat(answer.exit()).as(answer.text()).isZero();
    List<String> changing =
        project.cloud().calls().stream()
            .filter(call -> List.of("CreateJob", "RunJob", "UpdateService").contains(call))
            .toList();
    assertThat(changing)
        .containsExactly("CreateJob", "RunJob", "UpdateService", "UpdateService", "UpdateService");
    assertThat(answer.text()).contains("create_orders", "has 50 % of the traffic");
    assertThat(project.files().call("release", "verify", "--image", CloudRunProject.IMAGE).exit())
        .isZero();
    assertThat(project.files().call("release").text()).contains("Nothing to do");
    assertThat(project.files().call("release", "log").text()).contains("create_orders");

    ReleaseProject.Answer back = project.files().call("release", "rollback");
    assertThat(back.exit()).as(back.text()).isZero();
    assertThat(project.traffic()).isEqualTo(Map.of(CloudRunProject.OLD, 100));
  }

  @Test
  void areAllOnThePage() throws Exception {
    FaultsPage.require("cloud-run", CloudRunFault.all().stream().map(CloudRunFault::row).toList());
  }
}
