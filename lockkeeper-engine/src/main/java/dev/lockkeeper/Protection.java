package dev.lockkeeper;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.plan.DownRequest;
import dev.lockkeeper.settings.Settings;
import java.util.Optional;

/** Asks for a confirmation before dangerous commands where the environment is protected. */
final class Protection {
  private final Settings settings;
  private final Optional<String> confirmed;

  Protection(Settings settings, Optional<String> confirmed) {
    this.settings = settings;
    this.confirmed = confirmed;
  }

  void requireFor(DownRequest request) {
    if (request instanceof DownRequest.All) {
      requireFor("down --all");
    }
  }

  void requireFor(String command) {
    if (settings.isProtected() && !confirmed.equals(Optional.of(settings.environment()))) {
      throw LockkeeperException.because(
              ErrorCode.PROTECTED,
              "the environment `"
                  + settings.environment()
                  + "` is protected, and `"
                  + command
                  + "` was not confirmed")
          .databaseState("Nothing was changed.")
          .hint("If you mean it, add --confirm " + settings.environment() + ".")
          .build();
    }
  }
}
