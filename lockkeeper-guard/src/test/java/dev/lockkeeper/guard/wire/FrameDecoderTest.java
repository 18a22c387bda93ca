package dev.lockkeeper.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private static final int TRIES = 20_000;

  @Test
  void knowsWhereMessagesEnd() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      FrameDecoder decoder = new FrameDecoder(Side.CLIENT);
      int count = 0;
      for (byte[] message : new Bits(seed).messages()) {
        assertThat(decoder.isBetweenMessages()).isTrue();
        for (int i = 0; i < message.length - 1; i++) {
          decoder.feed(message, i, 1);
          assertThat(decoder.isBetweenMessages()).isFalse();
        }
        decoder.feed(message, message.length - 1, 1);
        count++;
        assertThat(decoder.messages()).isEqualTo(count);
        assertThat(decoder.type()).isEqualTo((char) message[0]);
      }
      assertThat(decoder.isBetweenMessages()).isTrue();
    }
  }

  @Test
  void saysTheSameHoweverTheBytesAreCut() {
    int refused = 0;
    for (int seed = 0; seed < TRIES; seed++) {
      Bits bits = new Bits(seed);
      byte[] bytes = bits.anything();
      for (Side side : Side.values()) {
        String whole = outcome(side, bytes, () -> bytes.length);
        assertThat(outcome(side, bytes, () -> 1 + bits.below(30)))
            .as("seed " + seed)
            .isEqualTo(whole);
        refused += whole.startsWith("refused") ? 1 : 0;
      }
    }
    assertThat(refused).as("a fair mixture").isBetween(TRIES / 5, 2 * TRIES - TRIES / 5);
  }

  @Test
  void refusesImpossibleLengthsBeforeAnythingOfTheMessageComes() {
    for (int length : new int[] {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 0, 3, 0x40000000}) {
      byte[] header = ByteBuffer.allocate(5).put((byte) 'Q').putInt(length).array();
      assertThatThrownBy(() -> new FrameDecoder(Side.CLIENT).feed(header, 0, header.length))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("type Q")
          .hasMessageContaining(Integer.toUnsignedString(length));
    }
  }

  @Test
  void followsTheLongestMessageWithoutHoldingIt() throws Exception {
    FrameDecoder decoder = new FrameDecoder(Side.SERVER);
    byte[] header = ByteBuffer.allocate(5).put((byte) 'd').putInt(FrameDecoder.LONGEST).array();
    decoder.feed(header, 0, header.length);
    byte[] piece = new byte[1 << 20];
    long left = FrameDecoder.LONGEST - 4L;
    while (left > 0) {
      assertThat(decoder.isBetweenMessages()).isFalse();
      int count = (int) Math.min(left, piece.length);
      decoder.feed(piece, 0, count);
      left -= count;
    }
    assertThat(decoder.isBetweenMessages()).isTrue();
  }

  @Test
  void knowsWhoMaySendWhat() {
    assertThatThrownBy(() -> new FrameDecoder(Side.CLIENT).feed(new byte[] {'Z'}, 0, 1))
        .isInstanceOf(ProtocolException.class)
        .hasMessage("message 1 of the client has the type 90, which is none");
    for (int type = 0; type < 256; type++) {
      byte each = (byte) type;
      assertThat(Side.CLIENT.sends(each)).isEqualTo("BCDEFHPQSXcdf".indexOf(type) >= 0);
      assertThat(Side.SERVER.sends(each)).isEqualTo("123ACDEGHIKNRSTVWZcdnstv".indexOf(type) >= 0);
    }
  }

  private static String outcome(Side side, byte[] bytes, IntSupplier piece) {
    FrameDecoder decoder = new FrameDecoder(side);
    try {
      int next = 0;
      while (next < bytes.length) {
        int count = Math.min(piece.getAsInt(), bytes.length - next);
        decoder.feed(bytes, next, count);
        next += count;
      }
    } catch (ProtocolException e) {
      return "refused: " + e.getMessage();
    }
    return decoder.messages() + " " + (int) decoder.type() + " " + decoder.isBetweenMessages();
  }
}
