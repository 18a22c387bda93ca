package dev.lockkeeper.release.gate;

import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.settings.JobSettings;
import dev.lockkeeper.release.settings.ServiceSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What makes two releases of a service the same: the images, the job and the platform's settings. A
 * tag that was moved, or another variable of the job, makes another release. Pure.
 */
final class ReleaseKey {
  private static final int LENGTH = 16;

  private ReleaseKey() {}

  static String of(
      ServiceSettings service, ImageReference image, ImageReference job, Optional<String> force) {
    JobSettings settings = service.job();
    Map<String, Object> parts = new TreeMap<>();
    parts.put("image", image);
    parts.put("job", job);
    parts.put("enabled", settings.enabled());
    parts.put("command", settings.command());
    parts.put("arguments", settings.arguments());
    parts.put("env", new TreeMap<>(settings.env()));
    parts.put("secrets", new TreeMap<>(settings.secrets()));
    parts.put("post", service.post());
    parts.put("platform", service.platform());
    parts.put("force", force.orElse(""));
    return digest(parts.toString());
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
