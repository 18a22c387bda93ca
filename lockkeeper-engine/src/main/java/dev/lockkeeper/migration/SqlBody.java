package dev.lockkeeper.migration;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.sql.CanonicalText;
import java.time.Duration;
import java.util.Optional;

/**
 * A script. The text is not kept: {@link #text()} reads it again, so that thousands of migrations
 * fit a small heap, and refuses a file that changed in between. Immutable, thread-safe.
 */
public final class SqlBody implements Body {
  private final String file;
  private final int firstLine;
  private final String exactChecksum;
  private final ScriptHeader header;
  private final ScriptReader reader;

  /**
   * @param file the file as the user would name it
   * @param firstLine the line of the file on which the text begins, counted from 1
   * @param exactChecksum the checksum of the text
   * @param header the options that its leading comments give
   * @param reader reads the text again
   */
  public SqlBody(
      String file, int firstLine, String exactChecksum, ScriptHeader header, ScriptReader reader) {
    this.file = file;
    this.firstLine = firstLine;
    this.exactChecksum = exactChecksum;
    this.header = header;
    this.reader = reader;
  }

  @Override
  public String file() {
    return file;
  }

  /** The options that the leading comments give. */
  public ScriptHeader header() {
    return header;
  }

  /**
   * The text of the script.
   *
   * @throws LockkeeperException with {@link ErrorCode#FILE_MOVED} if it is not the text that was
   *     read when the folder was
   */
  public String text() {
    String text = reader.read();
    if (!Checksum.exact(text).equals(exactChecksum)) {
      throw LockkeeperException.because(
              ErrorCode.FILE_MOVED, file + " changed while Lockkeeper was working")
          .at(Place.of(file))
          .hint("Run the command again when nothing writes to the migrations folder.")
          .build();
    }
    return text;
  }

  /**
   * The text with the values of the variables that it names.
   *
   * @throws LockkeeperException as {@link #text()} does, or if a variable has no value that may
   *     stand in the script
   */
  public FilledText filled() {
    return reader.fill(text());
  }

  @Override
  public String exactChecksum() {
    return exactChecksum;
  }

  @Override
  public String canonicalChecksum() {
    return Checksum.exact(CanonicalText.of(text()));
  }

  @Override
  public boolean transactional() {
    return header.transactional();
  }

  @Override
  public Optional<Duration> lockTimeout() {
    return header.lockTimeout();
  }

  /** The place in the file of a line and column of the text, both counted from 1. */
  public Place place(int line, int column) {
    return new Place(file, line == 0 ? firstLine : firstLine + line - 1, column);
  }

  @Override
  public String toString() {
    return file;
  }
}
