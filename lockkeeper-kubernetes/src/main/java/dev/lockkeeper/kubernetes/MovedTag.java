package dev.lockkeeper.kubernetes;

import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Watch;
import java.util.Optional;

/**
 * What a tag meant when a job of this release ran with it.
 *
 * @param asked the image by its tag
 */
record MovedTag(ImageReference asked) {
  private static final String FACT = "image-digest";

  /** The image that ran. */
  ImageReference at(String digest) {
    return new ImageReference(asked.repository(), asked.tag(), Optional.of(digest));
  }

  /** What this release has kept of this very tag. */
  Optional<ImageReference> recall(Watch watch) {
    return watch
        .recall(FACT)
        .flatMap(ImageReference::parse)
        .filter(kept -> kept.repository().equals(asked.repository()))
        .filter(kept -> kept.tag().equals(asked.tag()));
  }

  void remember(Watch watch, ImageReference image) {
    watch.remember(FACT, image.toString());
  }
}
