package dev.lockkeeper.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The registry: names of images, and what is behind them. Thread-safe. */
public final class SimulatedImages {

  /**
   * An image.
   *
   * @param digest which one it is
   * @param entryPoint what runs where a container names no command
   */
  record Image(String digest, List<String> entryPoint) {}

  private final Map<String, Image> byName = new ConcurrentHashMap<>();
  private final Set<String> unhealthy = ConcurrentHashMap.newKeySet();

  /** Makes an image known by a tag and by its digest; the same tag again moves it. */
  public void push(String repository, String tag, String digest, String... entryPoint) {
    Image image = new Image(digest, List.of(entryPoint));
    byName.put(repository + ":" + tag, image);
    byName.put(repository + "@" + digest, image);
  }

  /** From now on, pods of a Deployment with this image crash. */
  public void makeUnhealthy(String digest) {
    unhealthy.add(digest);
  }

  Optional<Image> pull(String name) {
    int at = name.indexOf('@');
    int colon = name.lastIndexOf(':', at < 0 ? name.length() : at - 1);
    boolean hasTagToo = at >= 0 && colon > name.indexOf('/');
    return Optional.ofNullable(
        byName.get(hasTagToo ? name.substring(0, colon) + name.substring(at) : name));
  }

  boolean isHealthy(String digest) {
    return !unhealthy.contains(digest);
  }
}
