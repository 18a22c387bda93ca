package dev.lockkeeper.guard.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.settings.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What lasts of the statements of a transaction. */
class TransactionTest {
  private final TextReader texts = new TextReader(Redaction.of(List.of()));
  private final Tally tally = new Tally(name -> false);
  private final Transaction transaction = new Transaction(tally);

  /** A query as {@code statement -> tag; …}; the tag {@code !} is a failure. */
  private void query(String answered, char status) {
    for (String each : answered.split("; ")) {
      String[] parts = each.split(" -> ");
      Sent sent = texts.query(parts[0].getBytes(StandardCharsets.UTF_8), true, 0).get(0);
      if (parts[1].equals("!")) {
        transaction.failed(sent);
      } else {
        transaction.completed(sent, parts[1], !parts[1].endsWith(" 0"));
      }
    }
    transaction.ready(status);
  }

  private Facts facts() {
    return tally.facts();
  }

  @Test
  void keepsWhatCommitsByItself() {
    query("INSERT INTO t VALUES (1) -> INSERT 0 1", 'I');
    query("UPDATE t SET a = 1 -> UPDATE 0", 'I');
    query("CREATE TABLE u (id int) -> CREATE TABLE", 'I');
    assertThat(facts().data()).isEqualTo(new Facts.Writes(1, List.of("t")));
    assertThat(facts().definitions()).isEqualTo(new Facts.Writes(1, List.of("u")));
  }

  @Test
  void losesAQueryOfManyThatFails() {
    query("INSERT INTO t VALUES (1) -> INSERT 0 1; INSERT INTO u VALUES (1) -> !", 'I');
    assertThat(facts().data().statements()).isZero();
    assertThat(facts().failed()).isEqualTo(1);
    query(
        "INSERT INTO t VALUES (1) -> INSERT 0 1; COMMIT -> COMMIT; INSERT INTO u VALUES (1) ->"
            + " INSERT 0 1; SELECT 1/0 -> !",
        'I');
    assertThat(facts().data()).isEqualTo(new Facts.Writes(1, List.of("t")));
    assertThat(facts().failed()).isEqualTo(2);
    query("SELECT 1/0 -> !", 'I');
    assertThat(facts().failed()).as("it has harmed nothing").isEqualTo(2);
  }

  @Test
  void forgetsWhatIsRolledBack() {
    query("BEGIN -> BEGIN; DELETE FROM t -> DELETE 3; ROLLBACK -> ROLLBACK", 'I');
    query("BEGIN -> BEGIN", 'T');
    query("DELETE FROM t -> DELETE 3", 'T');
    query("DELETE FROM u -> !", 'E');
    query("COMMIT -> ROLLBACK", 'I');
    assertThat(facts().data().statements()).isZero();
    assertThat(facts().failed()).isEqualTo(1);
    assertThat(facts().abandoned()).isZero();
  }

  @Test
  void goesBackToASavepoint() {
    query("BEGIN -> BEGIN; DELETE FROM a -> DELETE 3; SAVEPOINT one -> SAVEPOINT", 'T');
    query("DELETE FROM b -> DELETE 3; SAVEPOINT two -> SAVEPOINT; DELETE FROM c -> DELETE 3", 'T');
    query("DELETE FROM d -> !", 'E');
    query("ROLLBACK TO two -> ROLLBACK; RELEASE two -> RELEASE; DELETE FROM e -> DELETE 1", 'T');
    query("COMMIT -> COMMIT", 'I');
    assertThat(facts().data()).isEqualTo(new Facts.Writes(3, List.of("a", "b", "e")));
    assertThat(facts().failed()).isZero();
    query("BEGIN -> BEGIN; SAVEPOINT x -> SAVEPOINT; SAVEPOINT x -> SAVEPOINT", 'T');
    query("DELETE FROM f -> DELETE 1; ROLLBACK TO x -> ROLLBACK; COMMIT -> COMMIT", 'I');
    assertThat(facts().data().statements()).isEqualTo(3);
  }

  @Test
  void goesOnWithAChain() {
    query("BEGIN -> BEGIN; DELETE FROM a -> DELETE 1; COMMIT AND CHAIN -> COMMIT", 'T');
    query("DELETE FROM b -> DELETE 1; ROLLBACK AND CHAIN -> ROLLBACK", 'T');
    query("DELETE FROM c -> DELETE 1; COMMIT -> COMMIT", 'I');
    assertThat(facts().data()).isEqualTo(new Facts.Writes(2, List.of("a", "c")));
  }

  @Test
  void countsWhatAnOpenTransactionLoses() {
    query("BEGIN -> BEGIN; DELETE FROM a -> DELETE 1; DO 'x' -> DO", 'T');
    transaction.abandoned();
    assertThat(facts().abandoned()).isEqualTo(1);
    assertThat(facts().lost()).isEqualTo(2);
    assertThat(facts().data().statements()).isZero();
    assertThat(facts().unclear()).isZero();
  }
}
