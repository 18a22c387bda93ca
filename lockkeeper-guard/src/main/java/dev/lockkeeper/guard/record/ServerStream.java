package dev.lockkeeper.guard.record;

import dev.lockkeeper.guard.wire.FieldReader;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageScanner;
import dev.lockkeeper.guard.wire.ProtocolException;
import java.nio.charset.StandardCharsets;

/** Reads what the server answers; rows and data of COPY are never kept. Not thread-safe. */
final class ServerStream implements MessageScanner.Listener {
  private static final int LONGEST_TAG = 256;
  private static final int LONGEST_SETTING = 4 * 1024;

  /** An error has fields of any length; a longer one cannot be read. */
  private static final int LONGEST_ERROR = 4 * 1024 * 1024;

  private final TextReader texts;
  private final Dialogue dialogue;

  ServerStream(TextReader texts, Dialogue dialogue) {
    this.texts = texts;
    this.dialogue = dialogue;
  }

  @Override
  public int wanted(char type) {
    return switch (type) {
      case 'C' -> LONGEST_TAG;
      case 'S' -> LONGEST_SETTING;
      case 'E' -> LONGEST_ERROR;
      case 'Z' -> 1;
      default -> 0;
    };
  }

  @Override
  public boolean message(char type, byte[] content, int length) throws ProtocolException {
    switch (type) {
      case '1', '2', '3', 'n', 'T' -> dialogue.stepDone(type);
      case 'D' -> dialogue.row();
      case 'C' -> dialogue.complete(tag(content));
      case 'V' -> dialogue.complete("");
      case 's' -> dialogue.pause(true);
      case 'I' -> dialogue.pause(false);
      case 'G', 'W' -> dialogue.beginCopy();
      case 'E' -> dialogue.error(Message.read(type, content));
      case 'S' -> setting(Message.read(type, content).fields());
      case 'Z' -> dialogue.ready(content.length == 1 ? (char) content[0] : 'I');
      default -> {}
    }
    return false;
  }

  private static String tag(byte[] content) {
    int end = 0;
    while (end < content.length && content[end] != 0) {
      end++;
    }
    return new String(content, 0, end, StandardCharsets.US_ASCII);
  }

  private void setting(FieldReader fields) throws ProtocolException {
    texts.setting(fields.text(), fields.text());
  }
}
