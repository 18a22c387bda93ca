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

  /** A version or the title of a migration; whether there is one, the plan says. */
  static Version version(String text) {
    if (text.isBlank()) {
      throw LockkeeperException.because(ErrorCode.USAGE, "a blank text is not a version")
          .hint("`lockkeeper status` lists the versions.")
          .build();
    }
    return Version.typed(text);
  }
}
