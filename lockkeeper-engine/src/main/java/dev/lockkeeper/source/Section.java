package dev.lockkeeper.source;

import dev.lockkeeper.migration.Body;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.SqlBody;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The part of a file that is one direction of a migration.
 *
 * @param firstLine the line of the file on which it begins
 * @param transactional what the section's own line says
 * @param obstacle why Lockkeeper must not run it, if there is a reason
 */
record Section(String text, int firstLine, boolean transactional, Optional<Obstacle> obstacle) {
  /** What a file holds that has lost its section. */
  static final Section NONE = new Section("", 1, true);

  Section(String text, int firstLine, boolean transactional) {
    this(text, firstLine, transactional, Optional.empty());
  }

  /** The same with a reason not to run it. */
  Section with(Obstacle reason) {
    return new Section(text, firstLine, transactional, Optional.of(reason));
  }

  Body body(String file, Direction direction, Supplier<String> reader) {
    if (obstacle.isPresent()) {
      return obstacle.get().body(file, text);
    }
    ScriptHeader header = new HeaderReader(file, direction).read(text, firstLine);
    if (!transactional) {
      header =
          new ScriptHeader(
              header.phase(),
              false,
              header.lockTimeout(),
              header.requires(),
              header.irreversible());
    }
    return new SqlBody(file, firstLine, Checksum.exact(text), header, reader);
  }
}
