package dev.lockkeeper.kubernetes;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API server: objects with versions, and in front of them rights, logs, access reviews, and the
 * faults that a test orders. Who comes with the token of the controllers meets none of these.
 */
final class SimulatedApi extends KubernetesCrudDispatcher {
  static final String CONTROLLER = "controller";

  private static final Pattern RESOURCE =
      Pattern.compile(
          "/apis?/(?:[^/]+/)?v1/namespaces/[^/]+/([a-z]+)(?:/[^/?]+(?:/([a-z]+))?)?(?:\\?.*)?");
  private static final Pattern LOG =
      Pattern.compile("/api/v1/namespaces/[^/]+/pods/([^/]+)/log\\?(.*)");

  /**
   * An answer in the place of the real one.
   *
   * @param isAfter whether the call takes effect before the answer is lost
   */
  private record Fault(String method, Pattern path, int code, String message, boolean isAfter) {}

  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final Map<String, String> denied = new ConcurrentHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final Set<WebSocket> watches = ConcurrentHashMap.newKeySet();
  private final SimulatedLogs logs;
  private volatile boolean arePodsSilent;

  SimulatedApi(SimulatedLogs logs) {
    this.logs = logs;
  }

  void fail(String method, String path, int code, String message, boolean isAfter) {
    faults.add(new Fault(method, Pattern.compile(path), code, message, isAfter));
  }

  /** Takes a right away, written as {@code create jobs}. */
  void deny(String verb, String resource) {
    denied.put(verb + " " + resource, "");
  }

  void allowAll() {
    denied.clear();
  }

  /** What others than the controllers have asked for, as method and path. */
  List<String> calls() {
    return List.copyOf(calls);
  }

  /** How many watches are open. */
  int watches() {
    return watches.size();
  }

  void cutWatches() {
    watches.forEach(one -> one.close(1001, "going away"));
  }

  /** Tells all watches that what they want to know is too long ago. */
  void expireWatches() {
    String gone =
        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\","
            + "\"status\":\"Failure\",\"reason\":\"Expired\",\"code\":410,"
            + "\"message\":\"too old resource version\"}}";
    watches.forEach(one -> one.send(gone));
  }

  /** From now on, watches of pods tell nothing. */
  void silencePodWatches() {
    arePodsSilent = true;
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    if (("Bearer " + CONTROLLER).equals(request.getHeader("Authorization"))) {
      return super.dispatch(request);
    }
    String method = request.method().name();
    String path = request.getPath();
    calls.add(method + " " + path);
    Optional<Fault> fault =
        faults.stream()
            .filter(one -> one.method().equals(method) && one.path().matcher(path).find())
            .findFirst();
    if (fault.isPresent()) {
      faults.remove(fault.orElseThrow());
      if (fault.orElseThrow().isAfter()) {
        super.dispatch(request);
      }
      return status(fault.orElseThrow().code(), fault.orElseThrow().message());
    }
    return refusal(method, path).orElseGet(() -> answer(request, method, path));
  }

  private MockResponse answer(RecordedRequest request, String method, String path) {
    if (path.endsWith("/selfsubjectaccessreviews")) {
      return review(request.getBody().readUtf8());
    }
    Matcher log = LOG.matcher(path);
    if (method.equals("GET") && log.matches()) {
      return logs.answer(log.group(1), log.group(2));
    }
    if (arePodsSilent && path.contains("/pods?") && path.contains("watch=true")) {
      return new MockResponse().withWebSocketUpgrade(new WebSocketListener() {});
    }
    MockResponse response = super.dispatch(request);
    if (response.getWebSocketListener() != null) {
      response.withWebSocketUpgrade(new Known(response.getWebSocketListener()));
    }
    return response;
  }

  private Optional<MockResponse> refusal(String method, String path) {
    Matcher matcher = RESOURCE.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String resource = matcher.group(1) + (matcher.group(2) == null ? "" : "/" + matcher.group(2));
    boolean isOne = path.matches(".*/" + matcher.group(1) + "/[^/?]+.*");
    String verb =
        switch (method) {
          case "POST" -> "create";
          case "PATCH" -> "patch";
          case "PUT" -> "update";
          case "DELETE" -> "delete";
          default -> path.contains("watch=true") ? "watch" : isOne ? "get" : "list";
        };
    return denied.containsKey(verb + " " + resource)
        ? Optional.of(
            status(
                403,
                resource
                    + " is forbidden: User \"gate\" cannot "
                    + verb
                    + " resource \""
                    + resource
                    + "\""))
        : Optional.empty();
  }

  private MockResponse review(String body) {
    SelfSubjectAccessReview question = Serialization.unmarshal(body, SelfSubjectAccessReview.class);
    ResourceAttributes wanted = question.getSpec().getResourceAttributes();
    String resource =
        wanted.getResource()
            + (wanted.getSubresource() == null ? "" : "/" + wanted.getSubresource());
    SelfSubjectAccessReview answer =
        new SelfSubjectAccessReviewBuilder(question)
            .withNewStatus()
            .withAllowed(!denied.containsKey(wanted.getVerb() + " " + resource))
            .endStatus()
            .build();
    return new MockResponse().setResponseCode(201).setBody(Serialization.asJson(answer));
  }

  static MockResponse status(int code, String message) {
    return new MockResponse()
        .setResponseCode(code)
        .setBody(
            Serialization.asJson(
                new StatusBuilder()
                    .withStatus("Failure")
                    .withCode(code)
                    .withMessage(message)
                    .build()));
  }

  /** A watch that a test can disturb. */
  private final class Known extends WebSocketListener {
    private final WebSocketListener behind;

    Known(WebSocketListener behind) {
      this.behind = behind;
    }

    @Override
    public void onOpen(WebSocket socket, Response response) {
      behind.onOpen(socket, response);
      watches.add(socket);
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
      behind.onClosing(socket, code, reason);
    }

    @Override
    public void onClosed(WebSocket socket, int code, String reason) {
      watches.remove(socket);
      behind.onClosed(socket, code, reason);
    }

    @Override
    public void onFailure(WebSocket socket, Throwable error, Response response) {
      watches.remove(socket);
      behind.onFailure(socket, error, response);
    }
  }
}
