package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.CancelExecutionRequest;
import com.google.cloud.run.v2.Execution;
import com.google.cloud.run.v2.ExecutionsGrpc;
import com.google.cloud.run.v2.GetExecutionRequest;
import com.google.cloud.run.v2.ListExecutionsRequest;
import com.google.cloud.run.v2.ListExecutionsResponse;
import com.google.longrunning.Operation;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Executions: read, listed newest first in pages, cancelled. */
final class FakeExecutions extends ExecutionsGrpc.ExecutionsImplBase {
  private final CloudState state;
  private final Runlets runlets;

  FakeExecutions(CloudState state, Runlets runlets) {
    this.state = state;
    this.runlets = runlets;
  }

  @Override
  public void getExecution(GetExecutionRequest request, StreamObserver<Execution> observer) {
    state.answer(observer, "GetExecution", "run.executions.get", () -> existing(request.getName()));
  }

  @Override
  public void listExecutions(
      ListExecutionsRequest request, StreamObserver<ListExecutionsResponse> observer) {
    state.answer(observer, "ListExecutions", "run.executions.list", () -> list(request));
  }

  private ListExecutionsResponse list(ListExecutionsRequest request) {
    if (!state.jobs.containsKey(request.getParent())) {
      throw CloudState.notFound(request.getParent());
    }
    List<Execution> all =
        new ArrayList<>(
            state.executions.values().stream()
                .filter(each -> each.getName().startsWith(request.getParent() + "/"))
                .toList());
    Collections.reverse(all);
    int from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    int to = Math.min(all.size(), from + Math.min(request.getPageSize(), 2));
    ListExecutionsResponse.Builder page =
        ListExecutionsResponse.newBuilder().addAllExecutions(all.subList(from, to));
    return to < all.size() ? page.setNextPageToken(Integer.toString(to)).build() : page.build();
  }

  @Override
  public void cancelExecution(CancelExecutionRequest request, StreamObserver<Operation> observer) {
    state.answer(
        observer,
        "CancelExecution",
        "run.executions.cancel",
        () -> {
          Execution execution = existing(request.getName());
          runlets.cancel(request.getName());
          return state.operation(request.getName(), execution, all -> execution);
        });
  }

  private Execution existing(String name) {
    Execution execution = state.executions.get(name);
    if (execution == null) {
      throw CloudState.notFound(name);
    }
    return execution;
  }
}
