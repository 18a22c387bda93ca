package dev.lockkeeper.guard.record;

import dev.lockkeeper.guard.wire.MessageScanner;
import dev.lockkeeper.guard.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;

/** Reads what a client sends. Not thread-safe. */
final class ClientStream implements MessageScanner.Listener {
  /** How much of a query is read, in bytes; what is longer is recorded in part. */
  private static final int LONGEST_TEXT = 1024 * 1024;

  /** How much of a message with names is read, in bytes; names may have 63. */
  private static final int LONGEST_NAMES = 1024;

  private final TextReader texts;
  private final Dialogue dialogue;
  private final PreparedStatements statements = new PreparedStatements();
  private final PreparedStatements portals = new PreparedStatements();

  ClientStream(TextReader texts, Dialogue dialogue) {
    this.texts = texts;
    this.dialogue = dialogue;
  }

  @Override
  public int wanted(char type) {
    return switch (type) {
      case 'Q', 'P' -> LONGEST_TEXT;
      case 'B', 'C', 'D', 'E', 'F' -> LONGEST_NAMES;
      default -> 0;
    };
  }

  @Override
  public boolean message(char type, byte[] content, int length) throws ProtocolException {
    switch (type) {
      case 'Q' -> dialogue.query(query(content, length));
      case 'P' -> parse(content, length);
      case 'B' -> bind(content);
      case 'D' -> dialogue.step('D', named(content), () -> {});
      case 'C' -> close(content);
      case 'E' -> dialogue.execute(portals.get(name(content, 0)));
      case 'F' -> dialogue.query(List.of(call(content)));
      case 'S' -> dialogue.sync();
      case 'c', 'f' -> dialogue.turn().endCopy();
      default -> {}
    }
    return !dialogue.isClientsTurn();
  }

  private List<Sent> query(byte[] content, int length) {
    boolean isWhole = content.length == length;
    int end = isWhole && length > 0 ? length - 1 : content.length;
    return texts.query(Arrays.copyOf(content, end), isWhole, dialogue.characters());
  }

  private void parse(byte[] content, int length) throws ProtocolException {
    int text = end(content, 0) + 1;
    int end = content.length == length ? end(content, text) : content.length;
    String name = name(content, 0);
    Sent sent =
        texts.statement(
            Arrays.copyOfRange(content, text, Math.max(text, end)),
            content.length == length,
            dialogue.characters());
    Sent before = statements.put(name, sent);
    dialogue.step('P', sent, () -> statements.put(name, before));
  }

  private void bind(byte[] content) throws ProtocolException {
    Sent sent = statements.get(name(content, end(content, 0) + 1));
    portals.put(name(content, 0), sent);
    dialogue.step('B', sent, () -> {});
  }

  /** A statement or a portal, which the first byte tells. */
  private Sent named(byte[] content) throws ProtocolException {
    return of(content).get(name(content, 1));
  }

  private PreparedStatements of(byte[] content) {
    return content.length > 0 && content[0] == 'P' ? portals : statements;
  }

  private void close(byte[] content) throws ProtocolException {
    String name = name(content, 1);
    PreparedStatements named = of(content);
    Sent sent = named.get(name);
    Sent before = named.put(name, null);
    dialogue.step('C', sent, () -> named.put(name, before));
  }

  private static Sent call(byte[] content) throws ProtocolException {
    if (content.length < Integer.BYTES) {
      throw new ProtocolException("the call of a function names none");
    }
    long function = ByteBuffer.wrap(content).getInt() & 0xFFFFFFFFL;
    return Sent.unknown("FUNCTION CALL", "(call of the function with the oid " + function + ")");
  }

  private String name(byte[] content, int from) throws ProtocolException {
    Charset charset = texts.charset();
    return new String(content, from, end(content, from) - from, charset);
  }

  private static int end(byte[] content, int from) throws ProtocolException {
    for (int i = from; i < content.length; i++) {
      if (content[i] == 0) {
        return i;
      }
    }
    throw new ProtocolException("a name in a message has no end");
  }
}
