package dev.lockkeeper.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionCommandTest {

  private static Optional<TransactionCommand> of(String statement) {
    return TransactionCommand.of(Script.ofQuery(statement, false).statements().get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "BEGIN, BEGIN, '', false",
    "START TRANSACTION READ ONLY, BEGIN, '', false",
    "COMMIT, COMMIT, '', false",
    "END WORK, COMMIT, '', false",
    "COMMIT AND CHAIN, COMMIT, '', true",
    "COMMIT AND NO CHAIN, COMMIT, '', false",
    "ROLLBACK, ROLLBACK, '', false",
    "ABORT AND CHAIN, ROLLBACK, '', true",
    "SAVEPOINT Here, SAVEPOINT, here, false",
    "RELEASE here, RELEASE, here, false",
    "RELEASE SAVEPOINT \"Here\", RELEASE, Here, false",
    "ROLLBACK TO here, ROLLBACK_TO, here, false",
    "ROLLBACK WORK TO SAVEPOINT here, ROLLBACK_TO, here, false",
  })
  void tellsWhatIsAsked(
      String statement, TransactionCommand.Kind kind, String savepoint, boolean chains) {
    assertThat(of(statement)).contains(new TransactionCommand(kind, savepoint, chains));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 1", "COMMIT PREPARED 'x'", "ROLLBACK PREPARED 'x'", "SET a = 1"})
  void leavesOthersAlone(String statement) {
    assertThat(of(statement)).isEmpty();
  }

  @Test
  void readsWhatAClientSends() {
    assertThat(Script.ofQuery("COPY t FROM STDIN; SELECT 'a\\'; '", true).statements())
        .extracting(Statement::text)
        .containsExactly("COPY t FROM STDIN", "SELECT 'a\\'; '");
    assertThat(Script.ofQuery(" ; -- nothing\n;", false).statements()).isEmpty();
  }
}
