package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.Condition;
import com.google.cloud.run.v2.Condition.CommonReason;
import com.google.cloud.run.v2.Condition.ExecutionReason;
import com.google.cloud.run.v2.Condition.RevisionReason;
import com.google.cloud.run.v2.Condition.State;

/** Conditions as the API shows them: one reason at most, and none where all is well. */
public final class Conditions {
  private Conditions() {}

  public static Condition good(String type) {
    return of(type, State.CONDITION_SUCCEEDED).build();
  }

  public static Condition underWay(String type) {
    return of(type, State.CONDITION_RECONCILING).build();
  }

  public static Condition failed(String type, CommonReason reason, String message) {
    return of(type, State.CONDITION_FAILED).setReason(reason).setMessage(message).build();
  }

  public static Condition failed(String type, ExecutionReason reason, String message) {
    return of(type, State.CONDITION_FAILED).setExecutionReason(reason).setMessage(message).build();
  }

  static Condition retired() {
    return of("Active", State.CONDITION_FAILED)
        .setSeverity(Condition.Severity.INFO)
        .setRevisionReason(RevisionReason.RETIRED)
        .setMessage("Revision retired.")
        .build();
  }

  private static Condition.Builder of(String type, State state) {
    return Condition.newBuilder()
        .setType(type)
        .setState(state)
        .setLastTransitionTime(CloudState.now());
  }
}
