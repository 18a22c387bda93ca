package dev.lockkeeper.guard.preset;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;

/** Refusals of what a tool has no command for. */
final class NotOffered {
  private NotOffered() {}

  /**
   * @param what the end of a sentence, such as {@code command that undoes a migration}
   */
  static LockkeeperException by(Preset preset, String what, String hint) {
    return byThisTool(preset.title() + " has no " + what, hint);
  }

  /**
   * @param message a whole sentence, without its end
   */
  static LockkeeperException byThisTool(String message, String hint) {
    return LockkeeperException.because(ErrorCode.USAGE, message)
        .databaseState("Nothing was changed.")
        .hint(hint)
        .build();
  }
}
