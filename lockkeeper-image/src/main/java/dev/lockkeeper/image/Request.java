package dev.lockkeeper.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to build, as the arguments say it.
 *
 * @param distribution the packed distribution
 * @param jdk the JDK that the runtime is cut from
 * @param out where the results go: {@code VARIANT/rootfs}, {@code VARIANT/oci} and {@code
 *     VARIANT/oci.tar}
 * @param treeOnly whether to leave out the image of the tree
 * @param variants which images
 * @param time the time of all files
 */
record Request(
    Path distribution, Path jdk, Path out, boolean treeOnly, Set<Variant> variants, Instant time) {
  /** When no other is given: that of the other things that the build makes. */
  private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

  /**
   * Reads arguments.
   *
   * @param environment for {@code SOURCE_DATE_EPOCH}, the time in seconds, see
   *     reproducible-builds.org/specs/source-date-epoch
   * @throws BuildException what is wrong with them
   */
  static Request of(List<String> arguments, Map<String, String> environment) {
    Deque<String> words = new ArrayDeque<>(arguments);
    Path distribution = Path.of("");
    Path jdk = Path.of(System.getProperty("java.home"));
    Path out = Path.of("target", "image");
    boolean treeOnly = false;
    Set<Variant> variants = EnumSet.noneOf(Variant.class);
    while (!words.isEmpty()) {
      String word = words.remove();
      switch (word) {
        case "--distribution" -> distribution = path(word, words);
        case "--jdk" -> jdk = path(word, words);
        case "--out" -> out = path(word, words);
        case "--tree-only" -> treeOnly = true;
        default -> variants.add(variant(word));
      }
    }
    if (!Files.isRegularFile(distribution)) {
      throw new BuildException("there is no distribution at \"" + distribution + "\"");
    }
    return new Request(
        distribution,
        jdk,
        out.toAbsolutePath().normalize(),
        treeOnly,
        variants.isEmpty() ? EnumSet.allOf(Variant.class) : variants,
        time(environment.get("SOURCE_DATE_EPOCH")));
  }

  private static Path path(String option, Deque<String> words) {
    if (words.isEmpty()) {
      throw new BuildException(option + " needs a path behind it");
    }
    return Path.of(words.remove());
  }

  private static Variant variant(String word) {
    return Arrays.stream(Variant.values())
        .filter(variant -> variant.tag().equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new BuildException(word + " is no image; there are job and full"));
  }

  private static Instant time(@Nullable String seconds) {
    if (seconds == null || seconds.isEmpty()) {
      return TIME;
    }
    try {
      return Instant.ofEpochSecond(Long.parseLong(seconds));
    } catch (NumberFormatException e) {
      throw new BuildException("SOURCE_DATE_EPOCH is " + seconds + ", which is no number");
    }
  }
}
