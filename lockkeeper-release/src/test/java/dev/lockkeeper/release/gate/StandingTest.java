package dev.lockkeeper.release.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.ledger.ReleaseRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {

  @Test
  void aStepThatWasOnlyBegunIsTakenAgain() {
    Standing standing = Standing.of(events("check done", "migrate started"));

    assertThat(standing.isDone(StepName.CHECK)).isTrue();
    assertThat(standing.isDone(StepName.MIGRATE)).isFalse();
  }

  @Test
  void withoutProofTheJobRunsAgain() {
    Standing standing =
        Standing.of(events("check done", "job done", "migrate done", "prove failed not-proven"));

    assertThat(standing.isDone(StepName.CHECK)).isTrue();
    assertThat(standing.isDone(StepName.JOB)).isFalse();
    assertThat(standing.isDone(StepName.MIGRATE)).isFalse();
  }

  @Test
  void aRevisionThatIsNotReadyIsMadeAnew() {
    Standing standing =
        Standing.of(events("prove done", "deploy done", "ready failed revision-not-ready"));

    assertThat(standing.isDone(StepName.PROVE)).isTrue();
    assertThat(standing.isDone(StepName.DEPLOY)).isFalse();
  }

  @Test
  void afterAConflictItIsLookedAgainAtWhatServes() {
    assertThat(StepName.values())
        .filteredOn(step -> step.compareTo(StepName.DEPLOY) >= 0)
        .filteredOn(step -> step.compareTo(StepName.TRAFFIC) <= 0)
        .allMatch(
            step -> Standing.restart(step, ErrorCode.RELEASE_CONFLICT.id()) == StepName.CHECK);
  }

  @Test
  void whatFailsBehindTheTrafficIsTakenAgainAlone() {
    Standing standing = Standing.of(events("traffic done", "drain done", "post failed job-failed"));

    assertThat(standing.isDone(StepName.TRAFFIC)).isTrue();
    assertThat(standing.isDone(StepName.DRAIN)).isTrue();
    assertThat(standing.isDone(StepName.POST)).isFalse();
  }

  /** Events in words: step, kind, and the code of a failure. */
  private static List<ReleaseRecord.Event> events(String... texts) {
    List<ReleaseRecord.Event> events = new ArrayList<>();
    for (String text : texts) {
      String[] words = (text + " ").split(" ", 3);
      events.add(new ReleaseRecord.Event(Instant.EPOCH, words[0], words[1], words[2].strip(), ""));
    }
    return events;
  }
}
