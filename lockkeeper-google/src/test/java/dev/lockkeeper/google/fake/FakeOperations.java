package dev.lockkeeper.google.fake;

import com.google.longrunning.GetOperationRequest;
import com.google.longrunning.Operation;
import com.google.longrunning.OperationsGrpc;
import io.grpc.stub.StreamObserver;

/** Long-running operations. */
final class FakeOperations extends OperationsGrpc.OperationsImplBase {
  private final CloudState state;

  FakeOperations(CloudState state) {
    this.state = state;
  }

  @Override
  public void getOperation(GetOperationRequest request, StreamObserver<Operation> observer) {
    state.answer(
        observer, "GetOperation", "run.operations.get", () -> state.operation(request.getName()));
  }
}
