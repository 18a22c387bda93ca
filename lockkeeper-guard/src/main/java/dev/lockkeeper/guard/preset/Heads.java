package dev.lockkeeper.guard.preset;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.List;

/** The refusal of a history that ends in several migrations. */
final class Heads {
  private Heads() {}

  static LockkeeperException several(Preset preset, List<String> heads, String hint) {
    return LockkeeperException.because(
            ErrorCode.SEVERAL_HEADS,
            "the migrations of "
                + preset.title()
                + " end in "
                + heads.size()
                + " places: "
                + String.join(", ", heads))
        .databaseState("Nothing was changed.")
        .hint(hint)
        .build();
  }
}
