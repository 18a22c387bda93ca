package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.testing.TempPostgres;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The server decides which statements refuse a transaction block. */
class TransactionalityIT {
  private static final String REFUSED_IN_TRANSACTION = "25001";
  private static String database;

  @BeforeAll
  static void makeSchema() {
    database = TempPostgres.shared().newDatabase();
    TempPostgres.shared()
        .execute(database, Examples.setup().stream().map(Statement::text).toArray(String[]::new));
  }

  static List<String> statements() {
    List<String> texts = new ArrayList<>();
    Examples.statements("transactions.sql").forEach(statement -> texts.add(statement.text()));
    return texts;
  }

  @ParameterizedTest
  @MethodSource("statements")
  void serverRefusesForbiddenOnesOnly(String sql) throws Exception {
    try (WireSession session = new WireSession(database)) {
      session.query("BEGIN");
      WireSession.Reply reply = session.single(sql, "");
      session.query("ROLLBACK");

      assertThat(reply.sqlState().equals(REFUSED_IN_TRANSACTION))
          .as("%s: %s", reply.sqlState(), reply.error())
          .isEqualTo(transactionality(sql) == Transactionality.FORBIDDEN);
      assertThat(reply.failed()).isEqualTo(transactionality(sql) == Transactionality.FORBIDDEN);
    }
  }

  static List<String> forbidden() {
    return Examples.statements("transactions.sql", "FORBIDDEN").stream()
        .map(Statement::text)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("forbidden")
  void listedAsForbidden(String sql) {
    assertThat(transactionality(sql)).isEqualTo(Transactionality.FORBIDDEN);
  }

  private static Transactionality transactionality(String sql) {
    return Script.parse(sql).statements().get(0).type().transactionality();
  }
}
