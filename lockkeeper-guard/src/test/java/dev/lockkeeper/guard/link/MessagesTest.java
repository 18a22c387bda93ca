package dev.lockkeeper.guard.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockkeeper.guard.wire.Bits;
import dev.lockkeeper.guard.wire.Message;
import dev.lockkeeper.guard.wire.MessageBuilder;
import dev.lockkeeper.guard.wire.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MessagesTest {
  private static final int LONGEST = 1000;

  /** A link that gives its bytes one at a time. */
  private record Bytes(ByteArrayInputStream in) implements Link {
    Bytes(byte[] bytes) {
      this(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] bytes, int offset, int count) {
      return in.read(bytes, offset, Math.min(1, count));
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {}

    @Override
    public void endOutput() {}

    @Override
    public void close() {}
  }

  @Test
  void readsAMessageAndNothingBehindIt() throws Exception {
    byte[] first = new MessageBuilder().text("one").build('S').encoded();
    byte[] both = ByteBuffer.allocate(first.length + 1).put(first).put((byte) 'x').array();
    Bytes link = new Bytes(both);
    Message message = Messages.read(link, LONGEST);
    assertThat(message.type()).isEqualTo('S');
    assertThat(message.fields().text()).isEqualTo("one");
    assertThat(Messages.readByte(link)).isEqualTo('x');
  }

  @Test
  void takesNoMemoryForAClaim() {
    for (int claimed : new int[] {Integer.MAX_VALUE, -1, 3, LONGEST + 5}) {
      byte[] header = ByteBuffer.allocate(5).put((byte) 'R').putInt(claimed).array();
      assertThatThrownBy(() -> Messages.read(new Bytes(header), LONGEST))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining(Integer.toUnsignedString(claimed));
    }
  }

  @Test
  void saysThatAMessageIsCutOff() {
    byte[] half = {'R', 0, 0, 0, 8, 0, 0};
    assertThatThrownBy(() -> Messages.read(new Bytes(half), LONGEST))
        .isInstanceOf(EOFException.class);
    assertThatThrownBy(() -> Messages.readOpening(new Bytes(new byte[] {0, 0, 0, 8, 4, -46})))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void endsWithAnyBytes() {
    for (int seed = 0; seed < 10_000; seed++) {
      byte[] bytes = new Bits(seed).anything();
      try {
        assertThat(Messages.read(new Bytes(bytes), LONGEST)).isNotNull();
      } catch (IOException e) {
        assertThat(e).isInstanceOfAny(EOFException.class, ProtocolException.class);
      }
      try {
        assertThat(Messages.readOpening(new Bytes(bytes))).isNotNull();
      } catch (IOException e) {
        assertThat(e).isInstanceOfAny(EOFException.class, ProtocolException.class);
      }
    }
  }
}
