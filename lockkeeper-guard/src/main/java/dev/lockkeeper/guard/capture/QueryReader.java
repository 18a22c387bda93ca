package dev.lockkeeper.guard.capture;

import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.sql.Script;
import dev.lockkeeper.sql.Statement;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Cuts what a client sends into statements. What cannot be read for certain is not sent on. */
final class QueryReader {
  private static final char UNREADABLE = '\uFFFD';

  private QueryReader() {}

  /** The statements; nothing if the client was told that they cannot be read. */
  static Optional<List<Statement>> read(String text, Exchange exchange) throws IOException {
    boolean isAscii = text.chars().allMatch(each -> each < 0x80);
    if (!isAscii
        && (text.indexOf(UNREADABLE) >= 0
            || !exchange.line().setting("client_encoding").equals("UTF8"))) {
      exchange.refuseText("a statement is not in UTF-8");
      return Optional.empty();
    }
    try {
      return Optional.of(Script.ofQuery(text, exchange.backslashEscapes()).statements());
    } catch (LockkeeperException e) {
      exchange.refuseText("a statement cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }
}
