package dev.lockkeeper.google.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.run.v2.Condition.CommonReason;
import com.google.cloud.run.v2.Container;
import com.google.cloud.run.v2.EnvVar;
import com.google.cloud.run.v2.Service;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Candidate;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.platform.Revision;
import dev.lockkeeper.release.platform.Serving;
import io.grpc.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Revisions and traffic through Google's clients. */
@EnabledIfSystemProperty(named = "suites", matches = "full")
class CloudRunServiceIT {
  private static final String OLD_REVISION = "orders-00001";
  private static final String NEW_REVISION = "orders-01release";

  private final Scene scene = new Scene();
  private final Platform platform = scene.platform();

  @AfterEach
  void stop() {
    platform.close();
    scene.close();
  }

  private Serving served() {
    return platform.serving(scene.notes).orElseThrow();
  }

  private Revision deployed(Serving before) {
    return platform.deploy(scene.candidate(Optional.of(before)), scene.notes);
  }

  private Revision ready(Serving before) {
    Revision revision = deployed(before);
    platform.awaitReady(revision, scene.notes);
    return revision;
  }

  private static LockkeeperException failure(Runnable work) {
    try {
      work.run();
    } catch (LockkeeperException e) {
      return e;
    }
    throw new AssertionError("nothing failed");
  }

  private static String body(URI address) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void thereIsNothingBeforeTheFirstRelease() {
    assertThat(platform.serving(scene.notes)).isEmpty();
  }

  @Test
  void theFirstReleaseGetsAllTheTraffic() throws Exception {
    Revision revision = platform.deploy(scene.candidate(Optional.empty()), scene.notes);
    platform.awaitReady(revision, scene.notes);
    platform.shift(revision, 100, Optional.empty(), scene.notes);
    assertThat(revision.name()).isEqualTo(NEW_REVISION);
    assertThat(served().traffic()).isEqualTo(Map.of(NEW_REVISION, 100));
    assertThat(body(revision.address().orElseThrow())).isEqualTo(NEW_REVISION);
    assertThat(scene.count("CreateService")).isOne();
    assertThat(scene.count("UpdateService")).isZero();
  }

  @Test
  void aNewRevisionAnswersUnderItsTagAndTakesNoTraffic() throws Exception {
    scene.service();
    Serving before = served();
    assertThat(before.revision()).isEqualTo(OLD_REVISION);
    assertThat(before.image()).contains(Scene.REPOSITORY + "@" + Scene.OLD);
    Revision revision = ready(before);
    assertThat(served().traffic()).isEqualTo(Map.of(OLD_REVISION, 100));
    assertThat(body(revision.address().orElseThrow())).isEqualTo(NEW_REVISION);
  }

  @Test
  void changesNothingButImageNameLabelsAndTraffic() {
    scene.service();
    scene.cloud.deployElsewhere(
        "orders",
        service -> {
          Service.Builder changed = service.toBuilder();
          Container.Builder container = changed.getTemplateBuilder().getContainersBuilder(0);
          container.addEnv(EnvVar.newBuilder().setName("A").setValue("b"));
          changed
              .getTemplateBuilder()
              .setRevision("")
              .setServiceAccount("web@p")
              .setMaxInstanceRequestConcurrency(7);
          return changed.build();
        });
    Service before = scene.cloud.service("orders");
    ready(served());
    Service after = scene.cloud.service("orders");
    var template =
        after.getTemplate().toBuilder()
            .setRevision(before.getTemplate().getRevision())
            .clearLabels()
            .putAllLabels(before.getTemplate().getLabelsMap());
    template.getContainersBuilder(0).setImage(before.getTemplate().getContainers(0).getImage());
    assertThat(template.build()).isEqualTo(before.getTemplate());
    assertThat(after.getTemplate().getLabelsMap()).containsEntry("lockkeeper-release", "01release");
  }

  @Test
  void trafficMovesInSteps() {
    scene.service();
    Serving before = served();
    Revision revision = ready(before);
    platform.shift(revision, 10, Optional.of(before), scene.notes);
    assertThat(served().traffic()).isEqualTo(Map.of(OLD_REVISION, 90, NEW_REVISION, 10));
    assertThat(served().revision()).isEqualTo(OLD_REVISION);
    platform.shift(revision, 100, Optional.of(before), scene.notes);
    assertThat(served().traffic()).isEqualTo(Map.of(NEW_REVISION, 100));
    platform.awaitDrained(before, scene.notes);
    assertThat(scene.notes.said).isEmpty();
    long updates = scene.count("UpdateService");
    platform.shift(revision, 100, Optional.of(before), scene.notes);
    assertThat(scene.count("UpdateService")).isEqualTo(updates);
    platform.restore(before, scene.notes);
    assertThat(served().traffic()).isEqualTo(Map.of(OLD_REVISION, 100));
  }

  @Test
  void anOldRevisionThatIsNotRetiredIsWaitedForNoLongerThanTheSettingsSay() {
    scene.service();
    Serving before = served();
    Revision revision = ready(before);
    platform.shift(revision, 100, Optional.of(before), scene.notes);
    scene.cloud.unretire(OLD_REVISION);
    platform.awaitDrained(before, scene.notes);
    assertThat(scene.notes.said).anyMatch(text -> text.contains("may still be busy"));
  }

  @Test
  void aSecondReleaseTakesOverFromTheFirst() {
    scene.service();
    Serving first = served();
    platform.shift(ready(first), 100, Optional.of(first), scene.notes);
    Serving second = served();
    var candidate = new Candidate("02NEXT", scene.image, Optional.of(second), Map.of());
    Revision revision = platform.deploy(candidate, scene.notes);
    platform.awaitReady(revision, scene.notes);
    assertThat(served().traffic()).isEqualTo(Map.of(NEW_REVISION, 100));
    assertThat(scene.cloud.service("orders").getTrafficList())
        .extracting(target -> target.getTag())
        .containsExactlyInAnyOrder("", "r-02next");
  }

  @Test
  void whatIsDeployedIsNotDeployedAgain() {
    scene.service();
    Serving before = served();
    Revision first = ready(before);
    assertThat(deployed(before)).isEqualTo(first);
    assertThat(scene.count("UpdateService")).isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GetService", "UpdateService", "GetRevision"})
  void everyCallMayFailOnceBeforeAndAfterItsWork(String method) {
    scene.service();
    Serving before = served();
    scene.cloud.faults().failBefore(method, Status.UNAVAILABLE);
    scene.cloud.faults().failAfter(method, Status.UNAVAILABLE);
    Revision revision = ready(before);
    scene.cloud.faults().failAfter(method, Status.UNAVAILABLE);
    platform.shift(revision, 100, Optional.of(before), scene.notes);
    assertThat(served().traffic()).isEqualTo(Map.of(NEW_REVISION, 100));
  }

  @Test
  void theFirstReleaseSurvivesALostAnswer() {
    scene.cloud.faults().failAfter("CreateService", Status.UNAVAILABLE);
    Revision revision = platform.deploy(scene.candidate(Optional.empty()), scene.notes);
    platform.awaitReady(revision, scene.notes);
    assertThat(scene.count("CreateService")).isOne();
  }

  private void deployElsewhere() {
    scene.cloud.deployElsewhere(
        "orders",
        service -> {
          Service.Builder changed = service.toBuilder();
          changed.getTemplateBuilder().setRevision("orders-theirs").putLabels("by", "hand");
          return changed.build();
        });
  }

  @Test
  void aDeploymentPastTheGateDuringTheMigrationIsNotOverwritten() {
    scene.service();
    Serving before = served();
    deployElsewhere();
    LockkeeperException failure = failure(() -> deployed(before));
    assertThat(failure.code()).isEqualTo(ErrorCode.RELEASE_CONFLICT);
    assertThat(scene.count("UpdateService")).isZero();
    assertThat(scene.cloud.service("orders").getTemplate().getRevision())
        .isEqualTo("orders-theirs");
  }

  @Test
  void aDeploymentBetweenReadAndUpdateIsNotOverwritten() {
    scene.service();
    Serving before = served();
    scene.cloud.faults().before("UpdateService", this::deployElsewhere);
    assertThat(failure(() -> deployed(before)).code()).isEqualTo(ErrorCode.RELEASE_CONFLICT);
    assertThat(scene.cloud.service("orders").getTemplate().getRevision())
        .isEqualTo("orders-theirs");
  }

  @Test
  void aDeploymentBeforeTheTrafficMovesIsNotOverwritten() {
    scene.service();
    Serving before = served();
    Revision revision = ready(before);
    scene.cloud.faults().before("UpdateService", this::deployElsewhere);
    LockkeeperException failure =
        failure(() -> platform.shift(revision, 100, Optional.of(before), scene.notes));
    assertThat(failure.code()).isEqualTo(ErrorCode.RELEASE_CONFLICT);
    assertThat(
            failure(() -> platform.shift(revision, 100, Optional.of(before), scene.notes)).code())
        .isEqualTo(ErrorCode.RELEASE_CONFLICT);
    assertThat(failure(() -> platform.awaitReady(revision, scene.notes)).code())
        .isEqualTo(ErrorCode.RELEASE_CONFLICT);
    assertThat(served().traffic()).isEqualTo(Map.of(OLD_REVISION, 100));
  }

  @Test
  void aRevisionThatDoesNotBecomeReadyGetsNoTraffic() {
    scene.service();
    Serving before = served();
    scene.cloud.faults().failRevisions(CommonReason.PROGRESS_DEADLINE_EXCEEDED);
    Revision revision = deployed(before);
    LockkeeperException failure = failure(() -> platform.awaitReady(revision, scene.notes));
    assertThat(failure.code()).isEqualTo(ErrorCode.REVISION_NOT_READY);
    assertThat(failure.getMessage()).contains("PROGRESS_DEADLINE_EXCEEDED");
    assertThat(served().traffic()).isEqualTo(Map.of(OLD_REVISION, 100));
    platform.restore(before, scene.notes);
    assertThat(served().traffic()).isEqualTo(Map.of(OLD_REVISION, 100));
  }

  @Test
  void aMissingImageIsNamed() {
    scene.service();
    Serving before = served();
    scene.cloud.removeImage(Scene.NEW);
    Revision revision = deployed(before);
    assertThat(failure(() -> platform.awaitReady(revision, scene.notes)).getMessage())
        .contains("CONTAINER_MISSING");
  }

  @Test
  void aSlowRevisionIsWaitedFor() {
    scene.service();
    Serving before = served();
    scene.cloud.faults().settleAfter(20);
    ready(before);
    assertThat(served().traffic()).isEqualTo(Map.of(OLD_REVISION, 100));
  }

  @Test
  void aRevisionThatTakesForEverIsGivenUp() {
    scene.service();
    Serving before = served();
    scene.cloud.faults().settleAfter(1_000_000);
    Revision revision = deployed(before);
    assertThat(failure(() -> platform.awaitReady(revision, scene.notes)).code())
        .isEqualTo(ErrorCode.REVISION_NOT_READY);
  }

  @Test
  void trafficThatIsNotTakenIsAFailureAndTheOldRevisionServes() {
    scene.service();
    Serving before = served();
    Revision revision = ready(before);
    scene.cloud.faults().refuseTraffic();
    LockkeeperException failure =
        failure(() -> platform.shift(revision, 100, Optional.of(before), scene.notes));
    assertThat(failure.code()).isEqualTo(ErrorCode.PLATFORM);
    assertThat(failure.getMessage()).contains(OLD_REVISION + " has 100 %");
    assertThat(served().traffic()).isEqualTo(Map.of(OLD_REVISION, 100));
  }

  @Test
  void namesTheRoleThatDeploys() {
    scene.service();
    Serving before = served();
    scene.cloud.grants().deny("run.services.update");
    LockkeeperException failure = failure(() -> deployed(before));
    assertThat(failure.code()).isEqualTo(ErrorCode.PERMISSION);
    assertThat(failure.hint().orElseThrow()).contains("roles/run.developer");
  }

  @Test
  void restoringWinsAgainstAnotherChange() {
    scene.service();
    Serving before = served();
    Revision revision = ready(before);
    platform.shift(revision, 100, Optional.of(before), scene.notes);
    scene.cloud.faults().before("UpdateService", this::deployElsewhere);
    platform.restore(before, scene.notes);
    assertThat(served().traffic()).isEqualTo(Map.of(OLD_REVISION, 100));
  }
}
