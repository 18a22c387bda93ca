package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.GetRevisionRequest;
import com.google.cloud.run.v2.Revision;
import com.google.cloud.run.v2.RevisionsGrpc;
import io.grpc.stub.StreamObserver;

/** Revisions, which nobody changes. */
final class FakeRevisions extends RevisionsGrpc.RevisionsImplBase {
  private final CloudState state;

  FakeRevisions(CloudState state) {
    this.state = state;
  }

  @Override
  public void getRevision(GetRevisionRequest request, StreamObserver<Revision> observer) {
    state.answer(
        observer,
        "GetRevision",
        "run.revisions.get",
        () -> {
          Revision revision = state.revisions.get(request.getName());
          if (revision == null) {
            throw CloudState.notFound(request.getName());
          }
          return revision;
        });
  }
}
