package dev.lockkeeper.kubernetes;

import dev.lockkeeper.release.image.ImageReference;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which image a container ran with, compared with the one that was asked for. Pure.
 *
 * @param isAsked whether it was the one
 * @param digest which image it was; empty if the runtime does not say it, as for images that were
 *     loaded into a node by hand
 */
record RunImage(boolean isAsked, Optional<String> digest) {
  private static final Pattern DIGEST = Pattern.compile("@(sha256:[0-9a-f]{64})$");

  /**
   * Compares. The runtime's digest may be that of one architecture of an image that was asked for
   * by the digest of its index, so that the pod's own words count, too; but what admits pods may
   * have changed them.
   */
  static RunImage of(PodState pod, ImageReference asked) {
    Optional<String> ran = digest(pod.imageId());
    if (asked.digest().isPresent()) {
      boolean isAsked = asked.digest().equals(ran) || asked.digest().equals(digest(pod.image()));
      return new RunImage(isAsked, isAsked ? asked.digest() : ran);
    }
    return new RunImage(pod.image().equals(asked.toString()), ran);
  }

  private static Optional<String> digest(String name) {
    Matcher matcher = DIGEST.matcher(name);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
