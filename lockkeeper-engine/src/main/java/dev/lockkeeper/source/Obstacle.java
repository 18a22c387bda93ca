package dev.lockkeeper.source;

import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.UnsupportedBody;
import dev.lockkeeper.sql.CanonicalText;

/**
 * What in a script only its own tool does, so that Lockkeeper must not run it.
 *
 * @param line where in the file, counted from 1
 * @param reason the end of a sentence that begins with the file
 * @param hint what to do
 */
record Obstacle(int line, String reason, String hint) {

  /** The body of a script that cannot run, and is compared like any other. */
  UnsupportedBody body(String file, String text) {
    return new UnsupportedBody(
        new Place(file, line, 0),
        reason,
        hint,
        Checksum.exact(text),
        Checksum.exact(CanonicalText.of(text)));
  }
}
