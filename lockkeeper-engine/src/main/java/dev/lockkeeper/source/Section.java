package dev.lockkeeper.source;

import dev.lockkeeper.migration.Body;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.Direction;
import dev.lockkeeper.migration.FilledText;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.ScriptReader;
import dev.lockkeeper.migration.SqlBody;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The part of a file that is one direction of a migration.
 *
 * @param firstLine the line of the file on which it begins
 * @param transactional what the section's own line says
 * @param obstacle why Lockkeeper must not run it, if there is a reason
 * @param filling puts values into the text before it is sent
 */
record Section(
    String text,
    int firstLine,
    boolean transactional,
    Optional<Obstacle> obstacle,
    Function<String, FilledText> filling) {
  /** What a file holds that has lost its section. */
  static final Section NONE = new Section("", 1, true);

  Section(String text, int firstLine, boolean transactional) {
    this(text, firstLine, transactional, Optional.empty(), FilledText::plain);
  }

  /** The same with a reason not to run it. */
  Section with(Obstacle reason) {
    return new Section(text, firstLine, transactional, Optional.of(reason), filling);
  }

  /** The same with values in its text. */
  Section with(Function<String, FilledText> values) {
    return new Section(text, firstLine, transactional, obstacle, values);
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
    return new SqlBody(
        file, firstLine, Checksum.exact(text), header, new SectionReader(reader, filling));
  }

  /** Reads the section again, and fills it. */
  private record SectionReader(Supplier<String> text, Function<String, FilledText> filling)
      implements ScriptReader {
    @Override
    public String read() {
      return text.get();
    }

    @Override
    public FilledText fill(String written) {
      return filling.apply(written);
    }
  }
}
