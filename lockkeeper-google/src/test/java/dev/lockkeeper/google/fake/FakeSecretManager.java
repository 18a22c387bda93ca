package dev.lockkeeper.google.fake;

import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.GetSecretVersionRequest;
import com.google.cloud.secretmanager.v1.SecretManagerServiceGrpc;
import com.google.cloud.secretmanager.v1.SecretPayload;
import com.google.cloud.secretmanager.v1.SecretVersion;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Secret Manager as its reference describes it: versions with states, aliases, {@code latest},
 * sums, limits, and rights for each caller. Answers name the project by its number. Thread-safe.
 */
public final class FakeSecretManager extends SecretManagerServiceGrpc.SecretManagerServiceImplBase {
  /** The number of every project here. */
  public static final String NUMBER = "123456789";

  private static final String ACCESS = "secretmanager.versions.access";
  private static final int LARGEST = 65536;
  private static final Pattern VERSION =
      Pattern.compile("projects/([^/]+)((?:/locations/[^/]+)?/secrets/[^/]+)/versions/([^/]+)");

  private final Map<String, KeptSecret> secrets = new HashMap<>();
  private final Map<String, Set<String>> denied = new HashMap<>();
  private final Deque<Status> faults = new ArrayDeque<>();
  private int damaged;

  /**
   * Adds a version to a secret, which is made if it is not there.
   *
   * @param secret such as {@code projects/orders/secrets/db}
   * @return the version's number
   */
  public int add(String secret, String value) {
    return add(secret, value.getBytes(StandardCharsets.UTF_8));
  }

  /** The same, for bytes that are no text. */
  public synchronized int add(String secret, byte[] value) {
    if (value.length > LARGEST) {
      throw new IllegalArgumentException("a secret holds 64 KiB at most");
    }
    return secrets
        .computeIfAbsent(numbered(secret), name -> new KeptSecret())
        .add(ByteString.copyFrom(value));
  }

  /** Makes a secret without a version. */
  public synchronized void addEmpty(String secret) {
    secrets.put(numbered(secret), new KeptSecret());
  }

  /** Changes the state of a version. */
  public synchronized void state(String secret, int version, SecretVersion.State state) {
    kept(secret).state(version, state);
  }

  /** Gives a version another name. */
  public synchronized void alias(String secret, String alias, int version) {
    kept(secret).alias(alias, version);
  }

  /** Takes the role that reads a secret from a caller. */
  public synchronized void deny(String principal, String secret) {
    denied.computeIfAbsent(numbered(secret), name -> new HashSet<>()).add(principal);
  }

  /** The next calls fail like this, one after the other. */
  public synchronized void failNext(Status... statuses) {
    faults.addAll(List.of(statuses));
  }

  /** The next answers lose a bit on the way. */
  public synchronized void damageNext(int answers) {
    damaged = answers;
  }

  @Override
  public void accessSecretVersion(
      AccessSecretVersionRequest request, StreamObserver<AccessSecretVersionResponse> observer) {
    answer(observer, () -> access(request.getName()));
  }

  @Override
  public void getSecretVersion(
      GetSecretVersionRequest request, StreamObserver<SecretVersion> observer) {
    answer(observer, () -> version(request.getName()));
  }

  @Override
  public void testIamPermissions(
      TestIamPermissionsRequest request, StreamObserver<TestIamPermissionsResponse> observer) {
    answer(
        observer,
        () ->
            TestIamPermissionsResponse.newBuilder()
                .addAllPermissions(
                    request.getPermissionsList().stream()
                        .filter(each -> !each.equals(ACCESS) || mayRead(request.getResource()))
                        .toList())
                .build());
  }

  private synchronized <A> void answer(StreamObserver<A> observer, Supplier<A> work) {
    Status fault = faults.poll();
    try {
      if (fault != null) {
        throw fault.asRuntimeException();
      }
      observer.onNext(work.get());
      observer.onCompleted();
    } catch (RuntimeException e) {
      observer.onError(e);
    }
  }

  private AccessSecretVersionResponse access(String name) {
    Matcher matcher = parsed(name);
    String secret = numbered("projects/" + matcher.group(1) + matcher.group(2));
    if (!mayRead(secret)) {
      throw Status.PERMISSION_DENIED
          .withDescription(
              "Permission '"
                  + ACCESS
                  + "' denied for resource '"
                  + name
                  + "' (or it may not exist).")
          .asRuntimeException();
    }
    KeptSecret kept = kept(secret);
    int number = kept.number(matcher.group(3), name);
    SecretVersion.State state = kept.state(number);
    String resource = secret + "/versions/" + number;
    if (state != SecretVersion.State.ENABLED) {
      throw Status.FAILED_PRECONDITION
          .withDescription("Secret Version [" + resource + "] is in " + state + " state.")
          .asRuntimeException();
    }
    return AccessSecretVersionResponse.newBuilder()
        .setName(resource)
        .setPayload(payload(kept.payload(number)))
        .build();
  }

  private SecretPayload payload(ByteString data) {
    CRC32C sum = new CRC32C();
    sum.update(data.asReadOnlyByteBuffer());
    boolean isDamaged = damaged > 0;
    damaged = Math.max(0, damaged - 1);
    byte[] sent = data.toByteArray();
    if (isDamaged) {
      sent[0] ^= 1;
    }
    return SecretPayload.newBuilder()
        .setData(ByteString.copyFrom(sent))
        .setDataCrc32C(sum.getValue())
        .build();
  }

  private SecretVersion version(String name) {
    Matcher matcher = parsed(name);
    String secret = numbered("projects/" + matcher.group(1) + matcher.group(2));
    KeptSecret kept = kept(secret);
    int number = kept.number(matcher.group(3), name);
    return SecretVersion.newBuilder()
        .setName(secret + "/versions/" + number)
        .setState(kept.state(number))
        .build();
  }

  private boolean mayRead(String secret) {
    return !denied.getOrDefault(numbered(secret), Set.of()).contains(FakeServer.PRINCIPAL.get());
  }

  private KeptSecret kept(String secret) {
    KeptSecret kept = secrets.get(numbered(secret));
    if (kept == null) {
      throw Status.NOT_FOUND
          .withDescription("Secret [" + numbered(secret) + "] not found.")
          .asRuntimeException();
    }
    return kept;
  }

  private static Matcher parsed(String name) {
    Matcher matcher = VERSION.matcher(name);
    if (!matcher.matches()) {
      throw Status.INVALID_ARGUMENT
          .withDescription("The provided version name [" + name + "] is invalid.")
          .asRuntimeException();
    }
    return matcher;
  }

  /** A project may be named by its id or its number; here each id has the same one. */
  private static String numbered(String secret) {
    return secret.replaceFirst("^projects/[^/]+/", "projects/" + NUMBER + "/");
  }
}
