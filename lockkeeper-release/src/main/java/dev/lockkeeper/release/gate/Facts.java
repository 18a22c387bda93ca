package dev.lockkeeper.release.gate;

import dev.lockkeeper.release.platform.Revision;
import dev.lockkeeper.release.platform.Serving;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What a release knows, all of which is in the ledger before anything is built on it. */
final class Facts {
  private static final String BEFORE = "before";
  private static final String BEFORE_TRAFFIC = "before.traffic.";
  private static final String REVISION = "revision";
  private static final String ADDRESS = "revision.address";

  private final Map<String, String> values;
  private final BiConsumer<String, String> keep;

  /**
   * @param known what the ledger has
   * @param keep writes a fact into the ledger
   */
  Facts(Map<String, String> known, BiConsumer<String, String> keep) {
    this.values = new HashMap<>(known);
    this.keep = keep;
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(values.get(name)).filter(value -> !value.isEmpty());
  }

  void put(String name, String value) {
    if (!value.equals(values.get(name))) {
      keep.accept(name, value);
      values.put(name, value);
    }
  }

  /** The number of a try, from 1. */
  int attempt(String what) {
    return get(what + ".attempt").map(Integer::parseInt).orElse(1);
  }

  /** The next try is another one. */
  void nextAttempt(String what) {
    put(what + ".attempt", String.valueOf(attempt(what) + 1));
  }

  /** What served before the release. */
  Optional<Serving> before() {
    Map<String, Integer> traffic = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(BEFORE_TRAFFIC) && !value.isEmpty()) {
            traffic.put(name.substring(BEFORE_TRAFFIC.length()), Integer.valueOf(value));
          }
        });
    return get(BEFORE)
        .map(
            name ->
                new Serving(
                    name, traffic, get(BEFORE + ".image"), get(BEFORE + ".version").orElse("")));
  }

  void putBefore(Optional<Serving> serving) {
    values.keySet().stream()
        .filter(name -> name.startsWith(BEFORE_TRAFFIC))
        .toList()
        .forEach(name -> put(name, ""));
    serving.ifPresent(
        now -> {
          now.traffic().forEach((name, share) -> put(BEFORE_TRAFFIC + name, share.toString()));
          put(BEFORE + ".version", now.version());
          put(BEFORE + ".image", now.image().orElse(""));
        });
    put(BEFORE, serving.map(Serving::revision).orElse(""));
  }

  Optional<Revision> revision() {
    return get(REVISION).map(name -> new Revision(name, get(ADDRESS).map(URI::create)));
  }

  void putRevision(Revision revision) {
    put(ADDRESS, revision.address().map(URI::toString).orElse(""));
    put(REVISION, revision.name());
  }

  Map<String, String> all() {
    return Map.copyOf(values);
  }
}
