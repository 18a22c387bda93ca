package dev.lockkeeper.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.release.platform.Ending;
import dev.lockkeeper.release.platform.JobResult;
import dev.lockkeeper.release.platform.Platform;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Runs jobs in a simulated cluster that really starts their programs, on good and bad days. */
@Timeout(60)
@EnabledIfSystemProperty(named = "suites", matches = "full")
class KubernetesJobIT {
  private static final String NAME = "orders-migrate-k1";

  @TempDir Path folder;

  private ClusterSimulation cluster;
  private final TestWatch watch = new TestWatch();

  @BeforeEach
  void start() {
    cluster = ClusterSimulation.start();
    cluster.images().push(Shop.REPOSITORY, "1.0", Shop.FIRST);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void runsTheProgramAndPassesItsOutputOn() throws Exception {
    Shop shop = Shop.shell("for i in 1 2 3; do echo line $i; sleep 0.3; done");
    JobResult result = run(shop, watch);
    assertThat(result.execution()).isEqualTo(NAME);
    assertThat(result.ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(result.exitCode()).hasValue(0);
    assertThat(result.logs())
        .contains(
            "kubectl --context simulation --namespace shop logs job/orders-migrate-k1 --container"
                + " migration");
    assertThat(watch.lines).containsExactly("line 1", "line 2", "line 3");
  }

  @Test
  void describesTheJobSoThatNothingStartsItTwice() throws Exception {
    run(Shop.shell("true"), watch);
    Job job = job();
    assertThat(job.getSpec().getBackoffLimit()).isZero();
    assertThat(job.getSpec().getTtlSecondsAfterFinished()).isNull();
    assertThat(job.getSpec().getActiveDeadlineSeconds()).isEqualTo(300);
    assertThat(job.getSpec().getParallelism()).isEqualTo(1);
    assertThat(job.getSpec().getCompletions()).isEqualTo(1);
    var pod = job.getSpec().getTemplate().getSpec();
    assertThat(pod.getRestartPolicy()).isEqualTo("Never");
    assertThat(pod.getServiceAccountName()).isEqualTo("migrator");
    assertThat(pod.getContainers().get(0).getImage()).endsWith("@" + Shop.FIRST);
    assertThat(pod.getContainers().get(0).getResources().getLimits()).containsKeys("cpu", "memory");
    assertThat(job.getMetadata().getLabels())
        .containsEntry("lockkeeper-release", "01hz-release")
        .containsEntry("lockkeeper-run", "k1")
        .containsEntry("app.kubernetes.io/managed-by", "lockkeeper");
  }

  @Test
  void givesValuesAsTheyAreAndSecretsByReference() throws Exception {
    cluster.secret("database", Map.of("url", "postgres://secret"));
    cluster.secret("more", Map.of("EXTRA", "from-all"));
    Shop shop =
        Shop.shell("echo \"$PLAIN|$URL|$EXTRA|$LOCKKEEPER_RELEASE\"; echo '$$(URL)'")
            .with(Map.of("PLAIN", "a $(URL) $$ b"), Map.of("URL", "database/url"))
            .withSecretNames("more");
    assertThat(run(shop, watch).ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(watch.lines)
        .containsExactly("a $(URL) $$ b|postgres://secret|from-all|01hz-release", "$$(URL)");
    assertThat(job().toString()).doesNotContain("postgres://secret");
  }

  @Test
  void refusesSecretsThatTheClusterCannotRead() throws Exception {
    Shop shop = Shop.shell("true").with(Map.of(), Map.of("URL", "sm://project/database"));
    LockkeeperException refused =
        catchThrowableOfType(LockkeeperException.class, () -> run(shop, watch));
    assertThat(refused.code()).isEqualTo(ErrorCode.PLATFORM_SETTINGS);
    assertThat(refused.hint().orElseThrow()).contains("ExternalSecret");
    assertThat(cluster.calls()).noneMatch(call -> call.startsWith("POST"));
  }

  @Test
  void tellsAFailureWithItsExitCode() throws Exception {
    JobResult result = run(Shop.shell("echo broken >&2; exit 6"), watch);
    assertThat(result.ending()).isEqualTo(Ending.FAILED);
    assertThat(result.exitCode()).hasValue(6);
    assertThat(watch.lines).containsExactly("broken");
    assertThat(pods()).isEqualTo(1);
  }

  @Test
  void triesAgainOnlyAsOftenAsTheSettingsSay() throws Exception {
    Path mark = folder.resolve("second");
    Shop shop =
        Shop.shell("test -e " + mark + " && exit 0; touch " + mark + "; exit 1")
            .within(Duration.ofMinutes(1), 1);
    JobResult result = run(shop, watch);
    assertThat(result.ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(pods()).isEqualTo(2);
    assertThat(job().getSpec().getActiveDeadlineSeconds()).isEqualTo(120);
  }

  @Test
  void theDeadlineIsTheClustersAndNotOurs() throws Exception {
    JobResult result = run(Shop.shell("sleep 60").within(Duration.ofSeconds(1), 0), watch);
    assertThat(result.ending()).isEqualTo(Ending.TIMED_OUT);
  }

  @Test
  void saysThatTheImageIsMissingAndThatItNeverRan() throws Exception {
    Shop shop =
        Shop.shell("true").image(Shop.REPOSITORY + ":nowhere").within(Duration.ofSeconds(1), 0);
    JobResult result = run(shop, watch);
    assertThat(result.ending()).isEqualTo(Ending.CONFIGURATION);
    assertThat(result.reason()).contains("ImagePullBackOff").contains("nowhere");
    assertThat(watch.said).anyMatch(line -> line.contains("does not start: ImagePullBackOff"));
  }

  @Test
  void goesOnWhenAMissingSecretIsCreated() throws Exception {
    Shop shop = Shop.shell("echo $URL").with(Map.of(), Map.of("URL", "database/url"));
    AtomicBoolean isMended = new AtomicBoolean();
    watch.onPause(
        () -> {
          boolean isTold =
              watch.said.stream().anyMatch(line -> line.contains("CreateContainerConfigError"));
          if (isTold && isMended.compareAndSet(false, true)) {
            cluster.secret("database", Map.of("url", "here"));
          }
        });
    assertThat(run(shop, watch).ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(watch.lines).containsExactly("here");
  }

  @Test
  void aProgramThatIsNotInTheImageIsAMistakeOfTheSettings() throws Exception {
    JobResult result = run(Shop.runs("/no/such/program"), watch);
    assertThat(result.ending()).isEqualTo(Ending.CONFIGURATION);
    assertThat(result.reason()).contains("StartError");
  }

  @Test
  void anEvictionIsTheClustersFailure() throws Exception {
    watch.onPause(() -> when("ready", () -> cluster.jobs().evict(NAME)));
    JobResult result = run(Shop.shell("echo ready; sleep 60"), watch);
    assertThat(result.ending()).isEqualTo(Ending.PLATFORM);
    assertThat(result.reason()).contains("Evicted").contains("low on resource");
  }

  @Test
  void aDeletedJobIsLost() throws Exception {
    watch.onPause(() -> when("ready", () -> cluster.deleteJob(NAME)));
    JobResult result = run(Shop.shell("echo ready; sleep 60"), watch);
    assertThat(result.ending()).isEqualTo(Ending.LOST);
    assertThat(result.reason()).contains("deleted before it had ended");
  }

  @Test
  void aJobThatWasDeletedWhileNobodyLookedIsNotStartedAgain() throws Exception {
    Path marks = folder.resolve("marks");
    Shop shop = Shop.shell("echo x >> " + marks + "; echo ready; sleep 60");
    dieWhen("ready", shop);
    cluster.deleteJob(NAME);
    JobResult result = run(shop, watch.successor());
    assertThat(result.ending()).isEqualTo(Ending.LOST);
    assertThat(Files.readAllLines(marks)).hasSize(1);
  }

  @Test
  void theNextGateTakesTheJobUpThatRuns() throws Exception {
    Path marks = folder.resolve("marks");
    Path go = folder.resolve("go");
    Shop shop =
        Shop.shell(
            "echo x >> " + marks + "; echo ready; while ! test -e " + go + "; do sleep 0.05; done");
    dieWhen("ready", shop);
    Files.createFile(go);
    TestWatch next = watch.successor();
    assertThat(run(shop, next).ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(Files.readAllLines(marks)).hasSize(1);
    assertThat(next.lines).containsExactly("ready");
  }

  @Test
  void aJobThatEndedBeforeTheFirstLookIsRead() throws Exception {
    Shop shop = Shop.shell("echo done");
    dieWhen("done", shop);
    while (job().getStatus() == null || job().getStatus().getCompletionTime() == null) {
      Thread.sleep(10);
    }
    // A gate that died before it could keep anything.
    TestWatch next = new TestWatch();
    assertThat(run(shop, next).ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(next.lines).containsExactly("done");
    assertThat(pods()).isEqualTo(1);
  }

  @Test
  void aCallThatCameThroughAlthoughItFailedStartsNothingTwice() throws Exception {
    Path marks = folder.resolve("marks");
    cluster.api().fail("POST", "/jobs$", 500, "etcdserver: request timed out", true);
    Shop shop = Shop.shell("echo x >> " + marks);
    assertThat(run(shop, watch).ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(Files.readAllLines(marks)).hasSize(1);
    assertThat(cluster.calls()).filteredOn(call -> call.startsWith("POST")).hasSize(2);
  }

  @Test
  void watchesThatBreakOrExpireAreBegunAgain() throws Exception {
    Path go = folder.resolve("go");
    Shop shop = Shop.shell("echo ready; while ! test -e " + go + "; do sleep 0.05; done; echo end");
    int[] pauses = {0};
    watch.onPause(
        () -> {
          pauses[0]++;
          if (pauses[0] == 20) {
            cluster.api().cutWatches();
          } else if (pauses[0] == 60) {
            cluster.api().expireWatches();
          } else if (pauses[0] == 100) {
            create(go);
          }
        });
    assertThat(run(shop, watch).ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(watch.lines).containsExactly("ready", "end");
  }

  @Test
  void whatIsKnownOfAJobBeforeItsPodsIsNoVerdictYet() throws Exception {
    cluster.api().silencePodWatches();
    JobResult result = run(Shop.shell("echo broken; exit 6"), watch);
    assertThat(result.ending()).isEqualTo(Ending.FAILED);
    assertThat(result.exitCode()).hasValue(6);
    assertThat(watch.lines).containsExactly("broken");
  }

  @Test
  void anApiServerThatFailsForAWhileIsAskedAgain() throws Exception {
    IntStream.range(0, 3)
        .forEach(any -> cluster.api().fail("GET", "/jobs/", 503, "starting", false));
    IntStream.range(0, 3)
        .forEach(any -> cluster.api().fail("GET", "/pods\\?", 500, "no leader", false));
    IntStream.range(0, 9)
        .forEach(any -> cluster.api().fail("GET", "/log", 504, "no answer", false));
    assertThat(run(Shop.shell("echo here; sleep 1"), watch).ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(watch.said).anyMatch(line -> line.contains("starting"));
    assertThat(watch.said).anyMatch(line -> line.contains("no leader"));
    assertThat(watch.lines).containsExactly("here");
  }

  @Test
  void aLogThatMayNotBeReadChangesNothing() throws Exception {
    cluster.api().deny("get", "pods/log");
    assertThat(run(Shop.shell("echo here"), watch).ending()).isEqualTo(Ending.SUCCEEDED);
    assertThat(watch.lines).isEmpty();
    assertThat(watch.said)
        .anyMatch(
            line ->
                line.contains(
                    "- {apiGroups: [\"\"], resources: [\"pods/log\"], verbs: [\"get\"]}"));
  }

  @Test
  void withoutTheRightToWatchItListsInstead() throws Exception {
    cluster.api().deny("watch", "jobs");
    cluster.api().deny("watch", "pods");
    assertThat(run(Shop.shell("echo here"), watch).ending()).isEqualTo(Ending.SUCCEEDED);
  }

  @Test
  void aMissingRightIsNamedWithTheRuleThatGivesIt() throws Exception {
    cluster.api().deny("create", "jobs");
    LockkeeperException refused =
        catchThrowableOfType(LockkeeperException.class, () -> run(Shop.shell("true"), watch));
    assertThat(refused.code()).isEqualTo(ErrorCode.PERMISSION);
    assertThat(refused.hint().orElseThrow())
        .contains("- {apiGroups: [\"batch\"], resources: [\"jobs\"], verbs: [\"create\"]}");
  }

  @Test
  void aJobOfSomebodyElseIsNotTakenForOurs() throws Exception {
    run(Shop.shell("true"), new TestWatch());
    Shop other = Shop.shell("true").image(Shop.REPOSITORY + "@" + Shop.SECOND);
    LockkeeperException refused =
        catchThrowableOfType(LockkeeperException.class, () -> run(other, watch));
    assertThat(refused.code()).isEqualTo(ErrorCode.RELEASE_CONFLICT);
    assertThat(refused).hasMessageContaining(Shop.FIRST);
  }

  @Test
  void aTagThatMovesBetweenTwoJobsIsFound() throws Exception {
    Shop shop = Shop.shell("true").image(Shop.REPOSITORY + ":1.0");
    try (Platform platform = shop.platform(cluster, folder)) {
      assertThat(platform.run(shop.run("k1"), watch).ending()).isEqualTo(Ending.SUCCEEDED);
      assertThat(watch.recall("image-digest")).contains(Shop.REPOSITORY + ":1.0@" + Shop.FIRST);
      cluster.images().push(Shop.REPOSITORY, "1.0", Shop.SECOND);
      JobResult second = platform.run(shop.run("k2"), watch.successor());
      assertThat(second.ending()).isEqualTo(Ending.CONFIGURATION);
      assertThat(second.reason()).contains("the tag was moved").contains(Shop.SECOND);
    }
  }

  @Test
  void givesUpOnAnApiServerThatNeverAnswersBeforeAnythingIsStarted() throws Exception {
    ConcurrentHashMap<String, String> facts = new ConcurrentHashMap<>();
    try (Platform platform = Shop.shell("true").platform(cluster, folder)) {
      cluster.close();
      LockkeeperException refused =
          catchThrowableOfType(
              LockkeeperException.class,
              () -> platform.run(Shop.shell("true").run("k1"), new TestWatch(facts)));
      assertThat(refused.code()).isEqualTo(ErrorCode.PLATFORM);
      assertThat(facts).isEmpty();
    }
  }

  private JobResult run(Shop shop, TestWatch with) throws IOException {
    try (Platform platform = shop.platform(cluster, folder)) {
      platform.prepare(shop.run("k1").job(), with);
      return platform.run(shop.run("k1"), with);
    }
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A gate that is killed as soon as the job has printed something. */
  private void dieWhen(String line, Shop shop) {
    watch.onPause(
        () ->
            when(
                line,
                () -> {
                  throw new Killed();
                }));
    assertThat(catchThrowableOfType(Killed.class, () -> run(shop, watch))).isNotNull();
  }

  private void when(String line, Runnable action) {
    if (watch.lines.contains(line)) {
      action.run();
    }
  }

  private Job job() {
    return cluster.job(NAME);
  }

  private long pods() {
    return cluster
        .client()
        .pods()
        .inNamespace(ClusterSimulation.NAMESPACE)
        .list()
        .getItems()
        .size();
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
