package dev.lockkeeper.guarded;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.ledger.StatementRecord;
import java.util.List;

/** Writes statements into the ledger. */
public final class StatementWriter {
  /** Error {@code untranslatable_character} of the manual's appendix "PostgreSQL Error Codes". */
  private static final String UNTRANSLATABLE = "22P05";

  private StatementWriter() {}

  /**
   * Writes statements. The database's encoding need not have every character that a program sends,
   * nor the mark of a cut text; of such a statement the ASCII is kept.
   *
   * @param session holds the lock
   * @param statements at least one; few enough for one message
   * @throws ServerException if they cannot be written
   */
  public static void write(Session session, LedgerRows rows, List<StatementRecord> statements) {
    try {
      session.send(rows.statements(statements, session.lockProof()));
    } catch (ServerException e) {
      if (!e.sqlState().equals(UNTRANSLATABLE)) {
        throw e;
      }
      statements.forEach(each -> writeOne(session, rows, each));
    }
  }

  private static void writeOne(Session session, LedgerRows rows, StatementRecord statement) {
    try {
      session.send(rows.statements(List.of(statement), session.lockProof()));
    } catch (ServerException e) {
      if (!e.sqlState().equals(UNTRANSLATABLE)) {
        throw e;
      }
      session.send(rows.statements(List.of(statement.inAscii()), session.lockProof()));
    }
  }
}
