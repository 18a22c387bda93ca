package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.ListTasksRequest;
import com.google.cloud.run.v2.ListTasksResponse;
import com.google.cloud.run.v2.TasksGrpc;
import io.grpc.stub.StreamObserver;

/** The tasks of executions. */
final class FakeTasks extends TasksGrpc.TasksImplBase {
  private final CloudState state;

  FakeTasks(CloudState state) {
    this.state = state;
  }

  @Override
  public void listTasks(ListTasksRequest request, StreamObserver<ListTasksResponse> observer) {
    state.answer(
        observer,
        "ListTasks",
        "run.tasks.list",
        () ->
            ListTasksResponse.newBuilder()
                .addAllTasks(
                    state.tasks.values().stream()
                        .filter(task -> task.getExecution().equals(request.getParent()))
                        .toList())
                .build());
  }
}
