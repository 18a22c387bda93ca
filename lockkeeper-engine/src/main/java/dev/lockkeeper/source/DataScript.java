package dev.lockkeeper.source;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.failure.Place;
import dev.lockkeeper.migration.Checksum;
import dev.lockkeeper.migration.ScriptHeader;
import dev.lockkeeper.migration.SqlBody;
import java.util.List;

/** A data script outside the history: a file without options. */
public final class DataScript {
  private DataScript() {}

  /**
   * Reads a data script.
   *
   * @throws LockkeeperException with {@link ErrorCode#FILE_HEADER} if it gives options
   */
  public static SqlBody read(ScriptFile script) {
    String text = script.read();
    String file = script.display();
    List<HeaderComments.Header> headers = new HeaderComments(file, 1).of(text);
    if (!headers.isEmpty()) {
      int line = headers.get(0).line();
      throw LockkeeperException.because(
              ErrorCode.FILE_HEADER, file + ":" + line + ": a data script takes no options")
          .at(new Place(file, line, 0))
          .hint(
              "Take the line out: a data script runs at every `lockkeeper seed`, in one transaction."
                  + " What needs options is a migration.")
          .build();
    }
    return new SqlBody(file, 1, Checksum.exact(text), ScriptHeader.NONE, () -> text);
  }
}
