package dev.lockkeeper.guard.wire;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random bytes that often look like messages, and often are none. The seed decides them. */
public final class Bits {
  private static final String TYPES = "QPBDESHXFdcfC";

  private final Random random;

  public Bits(long seed) {
    this.random = new Random(seed);
  }

  /** A message that a client may send. */
  public byte[] message() {
    char type = TYPES.charAt(random.nextInt(TYPES.length()));
    return new Message(type, noise(random.nextInt(40))).encoded();
  }

  public List<byte[]> messages() {
    List<byte[]> messages = new ArrayList<>();
    for (int i = random.nextInt(20); i > 0; i--) {
      messages.add(message());
    }
    return messages;
  }

  public byte[] anything() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = random.nextInt(12); i > 0; i--) {
      all.writeBytes(random.nextInt(3) == 0 ? noise(random.nextInt(12)) : message());
    }
    return all.toByteArray();
  }

  public byte[] noise(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** A text of any characters but zero and halves of pairs. */
  public String text(int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      text.appendCodePoint(1 + random.nextInt(random.nextBoolean() ? 0x7F : 0xD7FE));
    }
    return text.toString();
  }
}
