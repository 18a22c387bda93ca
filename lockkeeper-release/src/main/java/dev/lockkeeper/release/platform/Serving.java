package dev.lockkeeper.release.platform;

import java.util.Map;
import java.util.Optional;

/**
 * What serves now.
 *
 * @param revision the revision with most of the traffic
 * @param traffic the share of each revision, in per cent
 * @param image the image of {@code revision}, if the platform tells
 * @param version changes with every change of the service, whoever makes it; an etag, for instance
 */
public record Serving(
    String revision, Map<String, Integer> traffic, Optional<String> image, String version) {

  public Serving {
    traffic = Map.copyOf(traffic);
  }
}
