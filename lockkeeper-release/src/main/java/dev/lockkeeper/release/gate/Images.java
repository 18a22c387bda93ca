package dev.lockkeeper.release.gate;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.release.image.ImageReference;
import dev.lockkeeper.release.platform.Platform;
import dev.lockkeeper.release.settings.ServiceSettings;
import org.jspecify.annotations.Nullable;

/**
 * The images of a release, by digest where the platform knows digests.
 *
 * @param service what takes the traffic
 * @param job what migrates
 */
record Images(ImageReference service, ImageReference job) {

  static Images of(
      ServiceSettings settings, ReleaseRequest request, Platform platform, GateListener listener) {
    boolean isGiven = request.image().isPresent();
    String name =
        request
            .image()
            .or(settings::image)
            .orElseThrow(
                () ->
                    LockkeeperException.because(
                            ErrorCode.IMAGE, "no image is named for " + settings.name())
                        .at(settings.place())
                        .databaseState("Nothing was changed.")
                        .hint("Give --image, or write `image` there.")
                        .build());
    ImageReference service = resolved(name, isGiven ? null : settings.place(), platform, listener);
    ImageReference job =
        settings.job().image().isEmpty()
            ? service
            : resolved(settings.job().image().get(), settings.place(), platform, listener);
    return new Images(service, job);
  }

  private static ImageReference resolved(
      String name, @Nullable Place place, Platform platform, GateListener listener) {
    ImageReference reference =
        ImageReference.parse(name)
            .orElseThrow(
                () ->
                    LockkeeperException.because(
                            ErrorCode.IMAGE, "`" + name + "` is no name of an image")
                        .at(place)
                        .databaseState("Nothing was changed.")
                        .hint("Write REGISTRY/PATH:TAG or REGISTRY/PATH@sha256:DIGEST.")
                        .build());
    if (reference.isLatest() && reference.repository().contains("/")) {
      listener.say(
          name
              + " names whatever was pushed last; a tag of its own for each build says what runs.");
    }
    ImageReference found = platform.resolve(reference);
    if (!found.equals(reference)) {
      listener.say(reference + " is " + found.digest().orElse(found.toString()) + ".");
    }
    return found;
  }
}
