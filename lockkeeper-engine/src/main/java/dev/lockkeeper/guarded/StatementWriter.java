package dev.lockkeeper.guarded;

import dev.lockkeeper.database.ServerException;
import dev.lockkeeper.database.Session;
import dev.lockkeeper.ledger.LedgerRows;
import dev.lockkeeper.ledger.StatementRecord;
import java.util.List;
import java.util.function.Function;

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
    write(session, some -> rows.statements(some, session.lockProof()), statements);
  }

  static void write(
      Session session,
      Function<List<StatementRecord>, String> insert,
      List<StatementRecord> statements) {
    try {
      session.send(insert.apply(statements));
    } catch (ServerException e) {
      if (!e.sqlState().equals(UNTRANSLATABLE)) {
        throw e;
      }
      statements.forEach(each -> writeOne(session, insert, each));
    }
  }

  private static void writeOne(
      Session session, Function<List<StatementRecord>, String> insert, StatementRecord statement) {
    try {
      session.send(insert.apply(List.of(statement)));
    } catch (ServerException e) {
      if (!e.sqlState().equals(UNTRANSLATABLE)) {
        throw e;
      }
      session.send(insert.apply(List.of(statement.inAscii())));
    }
  }
}
