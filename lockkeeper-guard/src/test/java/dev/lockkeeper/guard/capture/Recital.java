package dev.lockkeeper.guard.capture;

import dev.lockkeeper.guard.link.Link;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A client that says what was written down for it, whatever it is answered, and leaves. */
final class Recital implements Link {
  private final ByteArrayInputStream said;
  private final List<Character> answers = new ArrayList<>();

  Recital(Message... messages) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Message message : messages) {
      bytes.writeBytes(message.encoded());
    }
    bytes.writeBytes(new MessageBuilder().build('X').encoded());
    said = new ByteArrayInputStream(bytes.toByteArray());
  }

  /** The types of the messages that it got. What a server tells unasked is left out. */
  List<Character> answers() {
    return answers.stream().filter(type -> type != 'S' && type != 'N').toList();
  }

  @Override
  public int read(byte[] bytes, int offset, int count) {
    return said.read(bytes, offset, count);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    answers.add((char) bytes[offset]);
  }

  @Override
  public void endOutput() {}

  @Override
  public void close() {}
}
