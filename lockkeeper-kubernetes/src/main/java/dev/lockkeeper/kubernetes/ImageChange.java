package dev.lockkeeper.kubernetes;

import dev.lockkeeper.release.platform.Candidate;
import dev.lockkeeper.release.platform.Job;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * JSON patches (RFC 6902) of a Deployment. Each carries the resourceVersion that was read, so that
 * the API server refuses it if somebody was faster. Pure.
 */
final class ImageChange {
  /** What {@code kubectl rollout history} shows; it is left alone if the team keeps it itself. */
  private static final String CAUSE = "kubernetes.io/change-cause";

  private static final String OURS = "lockkeeper release ";

  private final Deployment read;

  ImageChange(Deployment read) {
    this.read = read;
  }

  /** The image of one container, and what is known of the release as annotations. */
  List<Map<String, Object>> to(String container, String image, Candidate candidate) {
    List<Map<String, Object>> operations = start();
    operations.add(image(container, image));
    annotate(operations, candidate);
    return operations;
  }

  /** The image of one container, and nothing else. */
  List<Map<String, Object>> to(String container, String image) {
    List<Map<String, Object>> operations = start();
    operations.add(image(container, image));
    return operations;
  }

  /** Everything that a pod is made from, as {@code kubectl rollout undo} does. */
  List<Map<String, Object>> to(PodTemplateSpec template) {
    List<Map<String, Object>> operations = start();
    operations.add(operation("replace", "/spec/template", template));
    return operations;
  }

  private List<Map<String, Object>> start() {
    List<Map<String, Object>> operations = new ArrayList<>();
    operations.add(
        operation("replace", "/metadata/resourceVersion", read.getMetadata().getResourceVersion()));
    return operations;
  }

  private Map<String, Object> image(String container, String image) {
    List<Container> containers = read.getSpec().getTemplate().getSpec().getContainers();
    int index = 0;
    while (!containers.get(index).getName().equals(container)) {
      index++;
    }
    return operation("replace", "/spec/template/spec/containers/" + index + "/image", image);
  }

  private void annotate(List<Map<String, Object>> operations, Candidate candidate) {
    Optional<Map<String, String>> there = Optional.ofNullable(read.getMetadata().getAnnotations());
    if (there.isEmpty()) {
      operations.add(operation("add", "/metadata/annotations", Map.of()));
    }
    Map<String, String> annotations = new HashMap<>(candidate.labels());
    annotations.put(Job.RELEASE_LABEL, candidate.release());
    String cause = there.orElse(Map.of()).getOrDefault(CAUSE, "");
    if (cause.isEmpty() || cause.startsWith(OURS)) {
      annotations.put(CAUSE, OURS + candidate.release());
    }
    new TreeMap<>(annotations)
        .forEach(
            (name, value) ->
                operations.add(operation("add", "/metadata/annotations/" + pointer(name), value)));
  }

  private static String pointer(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static Map<String, Object> operation(String op, String path, Object value) {
    return Map.of("op", op, "path", path, "value", value);
  }
}
