package dev.lockkeeper.cli;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Phase;
import dev.lockkeeper.migration.Version;
import java.util.Set;

/** Reads values of options. */
final class Arguments {
  private Arguments() {}

  /** The phases that a word means: one, or all. */
  static Set<Phase> phases(String word) {
    return word.equals("all")
        ? Set.of(Phase.values())
        : Set.of(
            Phase.of(word)
                .orElseThrow(
                    () ->
                        LockkeeperException.because(
                                ErrorCode.USAGE, "there is no phase `" + word + "`")
                            .hint("The phases are pre, post, background and all.")
                            .build()));
  }

  /**
   * A version; also the title of a migration, {@code <version>_<name>}, of which it is the head.
   * What has no number at its head is a named version; whether there is one, the plan says.
   */
  static Version version(String text) {
    int cut = text.indexOf('_');
    String head = cut > 0 ? text.substring(0, cut) : text;
    if (Version.isVersion(head)) {
      return Version.of(head);
    }
    if (text.isBlank()) {
      throw LockkeeperException.because(ErrorCode.USAGE, "a blank text is not a version")
          .hint("`lockkeeper status` lists the versions.")
          .build();
    }
    return Version.named(text);
  }
}
