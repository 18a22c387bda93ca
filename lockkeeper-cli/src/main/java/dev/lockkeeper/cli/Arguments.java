package dev.lockkeeper.cli;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.migration.Version;

/** Reads values of options. */
final class Arguments {
  private Arguments() {}

  /**
   * A version; also the title of a migration, {@code <version>_<name>}, of which it is the head.
   */
  static Version version(String text) {
    int cut = text.indexOf('_');
    String head = cut > 0 ? text.substring(0, cut) : text;
    if (!Version.isVersion(head)) {
      throw LockkeeperException.because(ErrorCode.USAGE, "`" + text + "` is not a version")
          .hint("A version is numbers with dots; `lockkeeper status` lists them.")
          .build();
    }
    return Version.of(head);
  }
}
