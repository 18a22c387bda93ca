package dev.lockkeeper.guard.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockkeeper.database.postgres.PostgresDatabase;
import dev.lockkeeper.guard.wire.Bits;
import dev.lockkeeper.guard.wire.ErrorMessage;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.guard.wire.MessageScanner;
import dev.lockkeeper.guard.wire.ProtocolException;
import dev.lockkeeper.ledger.StatementRecord;
import dev.lockkeeper.settings.DatabaseAddress;
import dev.lockkeeper.settings.Redaction;
import dev.lockkeeper.settings.Timing;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Conversations as bytes, without a server. */
class DialogueTest {
  private final Talk talk = new Talk();

  /** Both sides of a session, and what is recorded of them. */
  private static final class Talk implements Recorder.Sink {
    private final List<String> records = new ArrayList<>();
    private final List<byte[]> client = new ArrayList<>();
    private final List<byte[]> server = new ArrayList<>();
    private final Tally tally = new Tally(name -> false);
    private final Dialogue dialogue;
    private final MessageScanner fromClient;
    private final MessageScanner fromServer;

    Talk() {
      TextReader texts = new TextReader(Redaction.of(List.of()));
      // A session without a process id is not looked at, so that nothing is opened.
      Observer observer =
          new Observer(
              PostgresDatabase.at(DatabaseAddress.parse("postgres://a@b/c"), Timing.DEFAULT),
              line -> {});
      Journal journal =
          new Journal(
              texts,
              new Watched(0),
              new HeldLocks(observer),
              new RecordWriter(1, 0, this, tally),
              new Transaction(tally));
      dialogue = new Dialogue(new Numbers(), journal);
      fromClient = new MessageScanner(new ClientStream(texts, dialogue));
      fromServer = new MessageScanner(new ServerStream(texts, dialogue));
    }

    @Override
    public void opened(int backendPid) {}

    @Override
    public void record(List<StatementRecord> statements) {
      statements.forEach(each -> records.add(line(each)));
    }

    private static String line(StatementRecord each) {
      return each.number()
          + " "
          + each.command()
          + " ["
          + each.text()
          + "]"
          + each.rows().map(rows -> " rows " + rows).orElse("")
          + (each.inTransaction() ? " open" : "")
          + each.sqlState().map(state -> " " + state).orElse("");
    }

    /** What the client sends up to its next boundary, and what the server answers. */
    Talk turn(byte[] request, byte[] answer) {
      client.add(request);
      server.add(answer);
      return this;
    }

    List<String> whole() throws ProtocolException {
      for (int i = 0; i < client.size(); i++) {
        feed(fromClient, client.get(i), new Bits(0), 1 << 20);
        feed(fromServer, server.get(i), new Bits(0), 1 << 20);
      }
      dialogue.end();
      return records;
    }

    List<String> inPieces(Talk model, long seed) throws ProtocolException {
      Bits bits = new Bits(seed);
      for (int i = 0; i < model.client.size(); i++) {
        feed(fromClient, model.client.get(i), bits, 9);
        feed(fromServer, model.server.get(i), bits, 9);
      }
      dialogue.end();
      return records;
    }

    private static void feed(MessageScanner scanner, byte[] bytes, Bits bits, int most)
        throws ProtocolException {
      int next = 0;
      while (next < bytes.length) {
        int count = Math.min(1 + bits.below(most), bytes.length - next);
        next += scanner.feed(bytes, next, count);
      }
    }
  }

  private static byte[] all(byte[]... messages) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] each : messages) {
      all.writeBytes(each);
    }
    return all.toByteArray();
  }

  private static byte[] message(char type, String... texts) {
    MessageBuilder builder = new MessageBuilder();
    for (String text : texts) {
      builder.text(text);
    }
    return builder.build(type).encoded();
  }

  private static byte[] query(String text) {
    return message('Q', text);
  }

  private static byte[] parse(String name, String text) {
    return all(message('P', name, text, ""));
  }

  private static byte[] bind(String portal, String name) {
    return message('B', portal, name, "parameters");
  }

  private static byte[] execute(String portal) {
    return new MessageBuilder().text(portal).int32(0).build('E').encoded();
  }

  private static byte[] close(char kind, String name) {
    return new MessageBuilder().byte1(kind).text(name).build('C').encoded();
  }

  private static byte[] sync() {
    return message('S');
  }

  private static byte[] done(String tag) {
    return message('C', tag);
  }

  private static byte[] error(String sqlState) {
    return new ErrorMessage(sqlState, "so it is", "").response().encoded();
  }

  private static byte[] ready(char status) {
    return new MessageBuilder().byte1(status).build('Z').encoded();
  }

  private static byte[] answer(char type) {
    return message(type);
  }

  @Test
  void passesOverWhatStandsBehindAnError() throws Exception {
    talk.turn(
            all(
                parse("s", "SELECT 1"),
                bind("", "s"),
                execute(""),
                parse("", "SELECT missing"),
                bind("", ""),
                execute(""),
                sync()),
            all(answer('1'), answer('2'), done("SELECT 1"), error("42703"), ready('I')))
        .turn(
            all(bind("", "s"), execute(""), sync()),
            all(answer('2'), done("SELECT 1"), ready('I')));
    assertThat(talk.whole())
        .containsExactly(
            "1 SELECT [SELECT ?] rows 1",
            "3 SELECT [SELECT missing] 42703",
            "4 SELECT [SELECT ?] rows 1");
  }

  @Test
  void keepsWhatANameMeantBeforeItWasRefused() throws Exception {
    talk.turn(all(parse("s", "SELECT a"), sync()), all(answer('1'), ready('I')))
        .turn(all(parse("s", "SELECT b"), sync()), all(error("42P05"), ready('I')))
        .turn(
            all(close('S', "t"), bind("p", "missing"), close('S', "s"), sync()),
            all(answer('3'), error("26000"), ready('I')))
        .turn(
            all(bind("p", "s"), execute("p"), execute("p"), sync()),
            all(answer('2'), answer('D'), answer('s'), done("SELECT 5"), ready('I')));
    assertThat(talk.whole())
        .containsExactly(
            "1 SELECT [SELECT b] 42P05",
            "2 EXECUTE [(a statement of unknown text)] 26000",
            "3 SELECT [SELECT a] rows 1",
            "4 SELECT [SELECT a] rows 5");
  }

  @Test
  void blamesTheLastStatementForAFailureAtTheEnd() throws Exception {
    talk.turn(
        all(parse("", "INSERT INTO t VALUES (1)"), bind("", ""), execute(""), sync()),
        all(answer('1'), answer('2'), done("INSERT 0 1"), error("23503"), ready('I')));
    assertThat(talk.whole()).containsExactly("1 INSERT [INSERT INTO t VALUES (?)] 23503");
    assertThat(talk.tally.facts().data().statements()).isZero();
    assertThat(talk.tally.facts().failed()).isEqualTo(1);
  }

  @Test
  void passesOverTheSyncInsideOfACopy() throws Exception {
    talk.turn(
            all(parse("", "COPY t FROM STDIN"), bind("", ""), execute(""), sync()),
            all(answer('1'), answer('2'), message('G')))
        .turn(all(message('d', "1\n"), message('c'), sync()), all(done("COPY 1"), ready('I')))
        .turn(query("SELECT 1"), all(done("SELECT 1"), ready('I')));
    assertThat(talk.whole())
        .containsExactly("1 COPY [COPY t FROM STDIN] rows 1", "2 SELECT [SELECT ?] rows 1");
  }

  @Test
  void knowsWhoseTurnItIs() throws Exception {
    feed(talk.fromClient, query("COPY t FROM STDIN"));
    assertThat(talk.dialogue.isClientsTurn()).isFalse();
    feed(talk.fromServer, message('G'));
    assertThat(talk.dialogue.isClientsTurn()).isTrue();
    feed(talk.fromClient, all(message('d', "1\n"), message('c')));
    assertThat(talk.dialogue.isClientsTurn()).isFalse();
    feed(talk.fromServer, all(done("COPY 1"), ready('I')));
    assertThat(talk.dialogue.isClientsTurn()).isTrue();
    feed(talk.fromClient, all(parse("", "x"), message('H')));
    assertThat(talk.dialogue.isClientsTurn()).isTrue();
    feed(talk.fromClient, query("SELECT 1"));
    assertThat(talk.dialogue.isClientsTurn()).isFalse();
    feed(talk.fromServer, error("42601"));
    assertThat(talk.dialogue.isClientsTurn()).as("the query is passed over").isTrue();
    feed(talk.fromClient, sync());
    assertThat(talk.dialogue.isClientsTurn()).isFalse();
    feed(talk.fromServer, ready('I'));
    assertThat(talk.dialogue.isClientsTurn()).isTrue();
  }

  @Test
  void letsAClientThatAsksForTooMuchWait() throws Exception {
    int sent = 0;
    while (talk.dialogue.isClientsTurn()) {
      feed(talk.fromClient, bind("", ""));
      sent++;
    }
    assertThat(sent).isEqualTo(4096);
    feed(talk.fromServer, answer('2'));
    assertThat(talk.dialogue.isClientsTurn()).isTrue();
  }

  @Test
  void recordsTheBeginningOfWhatIsTooLong() throws Exception {
    talk.turn(
        query("SELECT '" + "x".repeat(3_000_000) + "'; SELECT 2"),
        all(done("SELECT 1"), done("SELECT 1"), ready('I')));
    assertThat(talk.whole()).containsExactly("1 SELECT [SELECT ? … (cut)]");
    assertThat(talk.tally.facts().unclear()).isEqualTo(2);
  }

  @Test
  void saysTheSameHoweverTheBytesAreCut() throws Exception {
    talk.turn(
            query("BEGIN; INSERT INTO t VALUES ('é')"),
            all(done("BEGIN"), done("INSERT 0 1"), ready('T')))
        .turn(query(""), all(answer('I'), ready('T')))
        .turn(query("SAVEPOINT a"), all(done("SAVEPOINT"), ready('T')))
        .turn(query("SELECT 1; SELEKT"), all(error("42601"), ready('E')))
        .turn(query("SELECT 1"), all(error("25P02"), ready('E')))
        .turn(query("ROLLBACK TO a"), all(done("ROLLBACK"), ready('T')))
        .turn(
            all(parse("", "UPDATE t SET a = $1"), bind("", ""), execute(""), message('H'), sync()),
            all(answer('1'), answer('2'), done("UPDATE 7"), ready('T')))
        .turn(query("COMMIT"), all(done("COMMIT"), ready('I')))
        .turn(
            new MessageBuilder().int32(957).bytes(new byte[6]).build('F').encoded(),
            all(message('V', "x"), ready('I')))
        .turn(query("DELETE FROM t"), new byte[0]);
    List<String> expected = talk.whole();
    assertThat(expected)
        .containsExactly(
            "1 BEGIN [BEGIN] open",
            "2 INSERT [INSERT INTO t VALUES (?)] rows 1 open",
            "3 SAVEPOINT [SAVEPOINT a] open",
            "4 SELECT [SELECT ?; SELEKT] open 42601",
            "6 SELECT [SELECT ?] open 25P02",
            "7 ROLLBACK TO SAVEPOINT [ROLLBACK TO a] open",
            "8 UPDATE [UPDATE t SET a = $1] rows 7 open",
            "9 COMMIT [COMMIT]",
            "10 FUNCTION CALL [(call of the function with the oid 957)]",
            "11 DELETE [DELETE FROM t] 08006");
    Facts facts = talk.tally.facts();
    assertThat(facts.data().statements()).isEqualTo(2);
    assertThat(facts.failed()).isZero();
    assertThat(facts.unanswered()).isEqualTo(1);
    for (int seed = 0; seed < 300; seed++) {
      Talk cut = new Talk();
      assertThat(cut.inPieces(talk, seed)).as("seed " + seed).isEqualTo(expected);
      assertThat(cut.tally.facts()).isEqualTo(facts);
    }
  }

  /** Whatever comes, nothing but a {@link ProtocolException} is thrown. */
  @Test
  void takesNonsense() {
    String types = "1232CCDDEGHInsSTtVZZZ";
    int refused = 0;
    for (int seed = 0; seed < 5_000; seed++) {
      Bits bits = new Bits(seed);
      Talk nonsense = new Talk();
      try {
        for (int i = bits.below(40); i > 0; i--) {
          feed(nonsense.fromClient, bits.message());
          byte[] noise = bits.noise(bits.below(12));
          char type = types.charAt(bits.below(types.length()));
          feed(nonsense.fromServer, new MessageBuilder().bytes(noise).build(type).encoded());
        }
      } catch (ProtocolException e) {
        refused++;
      }
      nonsense.dialogue.end();
    }
    assertThat(refused).isBetween(500, 5_000);
  }

  private static void feed(MessageScanner scanner, byte[] bytes) throws ProtocolException {
    int next = 0;
    while (next < bytes.length) {
      next += scanner.feed(bytes, next, bytes.length - next);
    }
  }
}
