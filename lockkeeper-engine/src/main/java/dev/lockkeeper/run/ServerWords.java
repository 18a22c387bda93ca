package dev.lockkeeper.run;

import dev.lockkeeper.check.CheckedScript;
import dev.lockkeeper.database.ServerException;

/** What the server says of a script, so far as people and the ledger may have it. */
final class ServerWords {
  private ServerWords() {}

  /**
   * The same exception for a script as its file has it. Where values of variables were sent, the
   * SQLSTATE, the position and the primary message without what it quotes: detail, hint and context
   * show rows and statements, and the driver's exception has all of it.
   */
  static ServerException about(CheckedScript script, ServerException e) {
    if (script.isPlain()) {
      return e;
    }
    ServerException.Facts facts = e.facts();
    return new ServerException(
        new ServerException.Facts(
            facts.sqlState(),
            script.redacted(facts.message()),
            "",
            "",
            "",
            facts.position(),
            facts.column(),
            facts.lost()),
        null);
  }
}
