package dev.lockkeeper.google.fake;

import com.google.cloud.run.v2.SecretKeySelector;
import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** Reads secrets for a job, with the rights of the job's account. */
final class SecretReads {
  /** The account of jobs that name none. */
  static final String DEFAULT_ACCOUNT =
      FakeSecretManager.NUMBER + "-compute@developer.gserviceaccount.com";

  private final FakeSecretManager secrets;
  private final String project;

  SecretReads(FakeSecretManager secrets, String project) {
    this.secrets = secrets;
    this.project = project;
  }

  String value(SecretKeySelector selector, String account) {
    Reading reading = read(selector, account);
    if (reading.error != null) {
      throw new IllegalStateException(reading.error);
    }
    return reading.answer.getPayload().getData().toStringUtf8();
  }

  Optional<String> refusal(SecretKeySelector selector, String account) {
    return Optional.ofNullable(read(selector, account).error)
        .map(error -> String.valueOf(error.getMessage()));
  }

  private Reading read(SecretKeySelector selector, String account) {
    String secret =
        selector.getSecret().startsWith("projects/")
            ? selector.getSecret()
            : "projects/" + project + "/secrets/" + selector.getSecret();
    AccessSecretVersionRequest request =
        AccessSecretVersionRequest.newBuilder()
            .setName(secret + "/versions/" + selector.getVersion())
            .build();
    Reading reading = new Reading();
    Context.current()
        .withValue(FakeServer.PRINCIPAL, account)
        .run(() -> secrets.accessSecretVersion(request, reading));
    return reading;
  }

  private static final class Reading implements StreamObserver<AccessSecretVersionResponse> {
    private AccessSecretVersionResponse answer;
    private Throwable error;

    @Override
    public void onNext(AccessSecretVersionResponse value) {
      answer = value;
    }

    @Override
    public void onError(Throwable t) {
      error = t;
    }

    @Override
    public void onCompleted() {}
  }
}
