package dev.lockkeeper.google.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.run.v2.Container;
import com.google.cloud.run.v2.EnvVar;
import com.google.cloud.run.v2.Execution;
import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Ending;
import dev.lockkeeper.release.platform.JobResult;
import dev.lockkeeper.release.platform.JobRun;
import dev.lockkeeper.release.platform.Obstacle;
import dev.lockkeeper.release.platform.PastExecution;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.settings.CloudRunSettings;
import dev.lockkeeper.release.settings.CloudRunSettings.Network;
import dev.lockkeeper.release.settings.JobSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs through Google's clients, against a fake that really starts them. */
class CloudRunJobIT {
  private final Scene scene = new Scene();

  @AfterEach
  void stop() {
    scene.close();
  }

  private JobResult release() {
    try (Platform platform = scene.platform()) {
      platform.prepare(scene.wished(), scene.notes);
      return platform.run(scene.run(), scene.notes);
    }
  }

  private LockkeeperException failure(Runnable work) {
    try {
      work.run();
    } catch (LockkeeperException e) {
      return e;
    }
    throw new AssertionError("nothing failed");
  }

  @Test
  void createsTheJobRunsItAndWaitsForItsEnd() {
    JobResult result = release();
    assertThat(result.ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(result.exitCode()).hasValue(0);
    assertThat(scene.notes.lines).containsExactly("migrated");
    assertThat(result.execution()).startsWith("orders-migrate-");
    assertThat(result.logs()).isPresent();
    Execution execution = scene.cloud.executions().get(0);
    assertThat(execution.getLabelsMap())
        .containsEntry("lockkeeper-release", "01release")
        .containsEntry("lockkeeper-run", "01release-pre");
    assertThat(execution.getTemplate().getMaxRetries()).isZero();
    assertThat(execution.getTemplate().getContainers(0).getImage()).endsWith(Scene.NEW);
    assertThat(scene.count("RunJob")).isOne();
  }

  @Test
  void givesTheJobWhatTheSettingsSay() {
    scene.cloud.secrets().add("projects/orders-project/secrets/db", "one");
    scene.cloud.secrets().add("projects/other/secrets/key", "two");
    scene.job =
        Scene.job(
            List.of("sh", "-c"),
            List.of("echo $APP $LOCKKEEPER_RELEASE $DB $KEY $CLOUD_RUN_TASK_ATTEMPT"),
            Map.of("DB", "sm://orders-project/db/1", "KEY", "sm://other/key/latest"),
            0);
    scene.settings =
        new CloudRunSettings(
            scene.cloud.project(),
            scene.cloud.region(),
            "orders",
            List.of("orders-project:europe-west1:main"),
            Optional.of("jobs@orders-project.iam.gserviceaccount.com"),
            Optional.of(
                new Network(
                    Optional.empty(),
                    Optional.of("default"),
                    Optional.of("private"),
                    List.of("db"),
                    false)));
    try (Platform platform = scene.platform()) {
      platform.prepare(
          scene.wished(Map.of("LOCKKEEPER_RELEASE", "01R", "APP", "orders")), scene.notes);
      platform.run(
          new JobRun(
              scene.wished(Map.of("LOCKKEEPER_RELEASE", "01R", "APP", "orders")),
              "k",
              Optional.empty()),
          scene.notes);
    }
    assertThat(scene.notes.lines).containsExactly("orders 01R one two 0");
    assertThat(scene.notes.said).anyMatch(text -> text.contains("KEY is the latest version"));
    var task = scene.cloud.job("orders-migrate").getTemplate().getTemplate();
    assertThat(task.getServiceAccount()).isEqualTo("jobs@orders-project.iam.gserviceaccount.com");
    assertThat(task.getTimeout().getSeconds()).isEqualTo(20);
    assertThat(task.getVolumes(0).getCloudSqlInstance().getInstancesList())
        .containsExactly("orders-project:europe-west1:main");
    assertThat(task.getContainers(0).getVolumeMounts(0).getMountPath()).isEqualTo("/cloudsql");
    assertThat(task.getVpcAccess().getNetworkInterfaces(0).getSubnetwork()).isEqualTo("private");
    EnvVar database =
        task.getContainers(0).getEnvList().stream()
            .filter(each -> each.getName().equals("DB"))
            .findFirst()
            .orElseThrow();
    assertThat(database.getValueSource().getSecretKeyRef().getSecret()).isEqualTo("db");
    assertThat(database.getValueSource().getSecretKeyRef().getVersion()).isEqualTo("1");
  }

  @Test
  void keepsWhatOthersHaveSetAndChangesNothingTwice() {
    release();
    scene.cloud.changeJob(
        "orders-migrate",
        job -> {
          var changed = job.toBuilder().putLabels("team", "shop");
          Container.Builder container =
              changed.getTemplateBuilder().getTemplateBuilder().getContainersBuilder(0);
          container.addEnv(EnvVar.newBuilder().setName("THEIRS").setValue("1"));
          container.getResourcesBuilder().putLimits("memory", "2Gi");
          return changed.build();
        });
    long updates = scene.count("UpdateJob");
    assertThat(release().ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(scene.count("UpdateJob")).isEqualTo(updates);
    var job = scene.cloud.job("orders-migrate");
    assertThat(job.getLabelsMap()).containsEntry("team", "shop");
    assertThat(job.getTemplate().getTemplate().getContainers(0).getEnvList())
        .extracting(EnvVar::getName)
        .contains("THEIRS");
    assertThat(job.getTemplate().getTemplate().getContainers(0).getResources().getLimitsMap())
        .containsEntry("memory", "2Gi");
  }

  @Test
  void anExecutionWithTheKeyIsNotStartedAgain() {
    String first = release().execution();
    Notes other = new Notes();
    try (Platform platform = scene.platform()) {
      assertThat(platform.run(scene.run(), other).execution()).isEqualTo(first);
    }
    assertThat(scene.count("RunJob")).isOne();
    assertThat(other.lines).containsExactly("migrated");
  }

  @Test
  void tellsTheExitCodeOfAProgramThatFails() {
    scene.script("echo no >&2; exit 3");
    JobResult result = release();
    assertThat(result.ending()).isEqualTo(Ending.FAILED);
    assertThat(result.exitCode()).hasValue(3);
    assertThat(result.reason()).contains("NON_ZERO_EXIT_CODE");
    assertThat(scene.notes.lines).containsExactly("no");
  }

  @Test
  void retriesOnlyWhereTheSettingsSaySo() {
    scene.job =
        Scene.job(
            List.of("sh", "-c"),
            List.of("echo attempt $CLOUD_RUN_TASK_ATTEMPT; exit $((1-CLOUD_RUN_TASK_ATTEMPT))"),
            Map.of(),
            2);
    assertThat(release().ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(scene.notes.lines).containsExactly("attempt 0", "attempt 1");
  }

  @Test
  void aTaskThatTakesTooLongIsEndedByThePlatform() {
    scene.job =
        new JobSettings(
            true,
            "orders-migrate",
            Optional.empty(),
            List.of("sleep"),
            List.of("30"),
            Map.of(),
            Map.of(),
            Duration.ofSeconds(1),
            0,
            Optional.of("1"),
            Optional.of("1Gi"));
    JobResult result = release();
    assertThat(result.ending()).isEqualTo(Ending.TIMED_OUT);
    assertThat(result.reason()).contains("timeout");
  }

  @Test
  void anOperatorCancels() {
    scene.script("sleep 20");
    scene.cloud.faults().before("GetExecution", scene.cloud::cancelExecutions);
    assertThat(release().ending()).isEqualTo(Ending.CANCELLED);
  }

  @Test
  void aRunThatEndsBeforeTheFirstQuestionIsFine() {
    scene.cloud.faults().before("GetExecution", scene.cloud::awaitExecutions);
    assertThat(release().ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(scene.notes.lines).containsExactly("migrated");
  }

  @Test
  void namesTheRoleWithWhichTheJobReadsItsSecrets() {
    scene.job = Scene.job(List.of("true"), List.of(), Map.of("DB", "sm://orders-project/db/1"), 0);
    scene.cloud.secrets().add("projects/orders-project/secrets/db", "hidden value");
    scene
        .cloud
        .secrets()
        .deny(
            "123456789-compute@developer.gserviceaccount.com",
            "projects/orders-project/secrets/db");
    LockkeeperException failure = failure(this::release);
    assertThat(failure.code()).isEqualTo(ErrorCode.PERMISSION);
    assertThat(failure.hint().orElseThrow()).contains("roles/secretmanager.secretAccessor");
    assertThat(scene.count("RunJob")).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "run.jobs.run, roles/run.invoker",
    "run.jobs.create, roles/run.developer",
    "run.jobs.get, roles/run.developer",
    "run.executions.get, roles/run.developer"
  })
  void namesTheMissingRole(String permission, String role) {
    scene.cloud.grants().deny(permission);
    LockkeeperException failure = failure(this::release);
    assertThat(failure.code()).isEqualTo(ErrorCode.PERMISSION);
    assertThat(failure.getMessage()).contains(permission).contains(role);
    assertThat(failure.hint().orElseThrow()).contains("gcloud ").contains("--role=" + role);
    scene.cloud.awaitExecutions();
    scene.cloud.grants().allow(permission);
    assertThat(release().ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(scene.cloud.executions()).hasSize(1);
  }

  @Test
  void overridesNeedTheWiderRole() {
    scene.cloud.grants().deny("run.jobs.runWithOverrides");
    JobRun down = new JobRun(scene.wished(), "01R-down", Optional.of(List.of("echo taken back")));
    LockkeeperException failure =
        failure(
            () -> {
              try (Platform platform = scene.platform()) {
                platform.run(down, scene.notes);
              }
            });
    assertThat(failure.getMessage())
        .contains("run.jobs.runWithOverrides")
        .contains("roles/run.developer");
    scene.cloud.grants().allow("run.jobs.runWithOverrides");
    try (Platform platform = scene.platform()) {
      assertThat(platform.run(down, scene.notes).ending()).isEqualTo(Ending.SUCCEEDED);
    }
    assertThat(scene.notes.lines).containsExactly("taken back");
    assertThat(
            scene
                .cloud
                .job("orders-migrate")
                .getTemplate()
                .getTemplate()
                .getContainers(0)
                .getArgsList())
        .containsExactly("echo migrated");
  }

  @Test
  void linesThatComeLateAreShownAndLinesThatNeverComeChangeNothing() {
    scene.cloud.faults().delayLogs(Duration.ofMillis(50));
    assertThat(release().ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(scene.notes.lines).containsExactly("migrated");
    scene.cloud.faults().loseLogs();
    try (Platform platform = scene.platform()) {
      JobRun other = new JobRun(scene.wished(), "other", Optional.empty());
      assertThat(platform.run(other, new Notes()).ending()).isEqualTo(Ending.SUCCEEDED);
    }
  }

  @Test
  void aLogThatMayNotBeReadChangesNothing() {
    scene.cloud.grants().deny("logging.logEntries.list");
    assertThat(release().ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(scene.notes.said)
        .filteredOn(text -> text.contains("roles/logging.viewer"))
        .hasSize(1);
  }

  @Test
  void longOutputArrivesInOrderAndOnce() {
    scene.script("i=0; while [ $i -lt 25 ]; do echo line $i; i=$((i+1)); sleep 0.01; done");
    release();
    assertThat(scene.notes.lines).hasSize(25).doesNotHaveDuplicates();
    assertThat(scene.notes.lines.get(24)).isEqualTo("line 24");
    Notes later = new Notes();
    try (Platform platform = scene.platform()) {
      platform.log(scene.cloud.executions().get(0).getName().replaceAll(".*/", ""), later);
    }
    assertThat(later.lines).isEqualTo(scene.notes.lines);
  }

  @Test
  void askedFirstItNamesEachRightThatIsMissing() {
    scene.service();
    release();
    scene.cloud.grants().deny("run.jobs.update").deny("run.jobs.run").deny("run.services.update");
    try (Platform platform = scene.platform()) {
      assertThat(platform.obstacles(scene.wished()))
          .hasSize(3)
          .allMatch(Obstacle::isRight)
          .anyMatch(each -> each.fix().contains("--role=roles/run.invoker"))
          .anyMatch(each -> each.message().contains("run.services.update"));
    }
    scene
        .cloud
        .grants()
        .allow("run.jobs.update")
        .allow("run.jobs.run")
        .allow("run.services.update");
    scene.cloud.grants().deny("run.jobs.runWithOverrides");
    try (Platform platform = scene.platform()) {
      assertThat(platform.obstacles(scene.wished())).isEmpty();
    }
    scene.post = true;
    try (Platform platform = scene.platform()) {
      assertThat(platform.obstacles(scene.wished()))
          .singleElement()
          .satisfies(each -> assertThat(each.fix()).contains("roles/run.developer"));
    }
  }

  @Test
  void aTagIsLookedUpEachTime() {
    String name = scene.cloud.push("apps/orders", "1.4", List.of("true"));
    try (Platform platform = scene.platform()) {
      ImageReference tag = ImageReference.parse(name).orElseThrow();
      ImageReference first = platform.resolve(tag);
      assertThat(first.digest()).isPresent();
      assertThat(platform.resolve(first)).isEqualTo(first);
      scene.cloud.push("apps/orders", "1.4", List.of("false"));
      assertThat(platform.resolve(tag)).isNotEqualTo(first);
    }
  }

  @Test
  void listsWhatThePlatformStillKnows() {
    try (Platform platform = scene.platform()) {
      assertThat(platform.executions(5)).isEmpty();
      release();
      scene.script("exit 3");
      platform.run(new JobRun(scene.wished(), "second", Optional.empty()), new Notes());
      assertThat(platform.executions(5)).hasSize(2);
      PastExecution latest = platform.executions(1).get(0);
      assertThat(latest.release()).contains("01release");
      assertThat(latest.image()).endsWith(Scene.NEW);
      assertThat(latest.outcome()).contains("NON_ZERO_EXIT_CODE");
      assertThat(latest.finished()).isPresent();
      assertThat(platform.executions(5).get(1).outcome()).isEqualTo("succeeded");
    }
  }
}
