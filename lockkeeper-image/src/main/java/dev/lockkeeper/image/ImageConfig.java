package dev.lockkeeper.image;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an image says of itself: as whom it runs what, where, with which variables. Names are those
 * of the OCI image-spec 1.0, "Image Configuration". Maps keep their order, so that the same image
 * has the same digest.
 */
final class ImageConfig {
  /**
   * With no command the image applies what is pending. That is said by the variable and not by a
   * default command, which would win over the variable when a job sets it.
   */
  static final List<String> VARIABLES =
      List.of(
          "PATH="
              + Place.HOME
              + "/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
          "LANG=C.UTF-8",
          "SSL_CERT_FILE=" + SystemFiles.CERTIFICATES,
          "MIGRATION_ACTION=latest");

  private ImageConfig() {}

  /** The name of this machine's processor in images. */
  static String architecture() {
    return System.getProperty("os.arch", "").equals("aarch64") ? "arm64" : "amd64";
  }

  /** The labels of a variant. */
  static Map<String, String> labels(Variant variant, String version, Instant time) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("org.opencontainers.image.title", "Lockkeeper");
    labels.put("org.opencontainers.image.description", "Lockkeeper: " + variant.title());
    labels.put("org.opencontainers.image.version", version);
    labels.put("org.opencontainers.image.created", time.toString());
    labels.put("org.opencontainers.image.licenses", "Apache-2.0");
    return labels;
  }

  /** The document. */
  static Map<String, Object> document(
      List<Layer> layers, Map<String, String> labels, Instant time) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("User", SystemFiles.USER + ":" + SystemFiles.USER);
    run.put("Env", VARIABLES);
    run.put("Entrypoint", List.of(Place.PROGRAM));
    run.put("WorkingDir", SystemFiles.PROJECT);
    run.put("Labels", labels);
    Map<String, Object> files = new LinkedHashMap<>();
    files.put("type", "layers");
    files.put("diff_ids", layers.stream().map(layer -> "sha256:" + layer.diffId()).toList());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("created", time.toString());
    document.put("architecture", architecture());
    document.put("os", "linux");
    document.put("config", run);
    document.put("rootfs", files);
    document.put("history", layers.stream().map(layer -> history(layer, time)).toList());
    return document;
  }

  private static Map<String, Object> history(Layer layer, Instant time) {
    Map<String, Object> history = new LinkedHashMap<>();
    history.put("created", time.toString());
    history.put("created_by", layer.what());
    return history;
  }
}
