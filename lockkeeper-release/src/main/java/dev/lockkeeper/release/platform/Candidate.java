package dev.lockkeeper.release.platform;

import dev.lockkeeper.release.image.ImageReference;
import java.util.Map;
import java.util.Optional;

/**
 * The new revision as it is wanted.
 *
 * @param release the release's id, which is part of the revision's name
 * @param image its image
 * @param before what served when the release began; empty if there was no such service
 * @param labels facts of the release for the revision's labels
 */
public record Candidate(
    String release, ImageReference image, Optional<Serving> before, Map<String, String> labels) {

  public Candidate {
    labels = Map.copyOf(labels);
  }
}
