package dev.lockkeeper.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpeningTest {
  private static final int[] CODES = {
    196608, 196610, 131072, Opening.CANCEL_CODE, Opening.TLS_CODE, Opening.GSS_CODE, 1234 << 16
  };

  @Test
  void readsAnythingOrRefusesIt() {
    int refused = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Bits bits = new Bits(seed);
      byte[] content = bits.noise(4 + bits.below(60));
      if (bits.below(4) > 0) {
        ByteBuffer.wrap(content).putInt(CODES[bits.below(CODES.length)]);
      }
      try {
        assertThat(Opening.parse(content)).isNotNull();
      } catch (ProtocolException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(2_000, 18_000);
  }

  @Test
  void readsBackWhatItWrites() throws Exception {
    for (int seed = 0; seed < 1_000; seed++) {
      Bits bits = new Bits(seed);
      Map<String, String> parameters = new LinkedHashMap<>();
      for (int i = bits.below(8); i > 0; i--) {
        parameters.put("x" + bits.text(12), bits.text(12));
      }
      Startup startup = Startup.of(parameters);
      assertThat(parse(startup.encoded())).as("seed " + seed).isEqualTo(startup);
    }
  }

  @Test
  void knowsTheRequests() throws Exception {
    assertThat(parse(Opening.tlsRequest())).isEqualTo(Opening.Encryption.TLS);
    assertThat(parse(request(Opening.GSS_CODE).packet())).isEqualTo(Opening.Encryption.GSS);
    BackendKey key = new BackendKey(4711, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}));
    assertThat(parse(new Opening.Cancel(key).encoded())).isEqualTo(new Opening.Cancel(key));
    assertThatThrownBy(() -> parse(request(Opening.CANCEL_CODE).int32(1).packet()))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> parse(request(Opening.TLS_CODE).int32(1).packet()))
        .isInstanceOf(ProtocolException.class);
    assertThatThrownBy(() -> parse(request(1234 << 16).int32(0).packet()))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesImpossibleLengths() {
    for (int length : new int[] {0, 4, 7, -1, Opening.LONGEST + 1, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> Opening.contentLength(length)).isInstanceOf(ProtocolException.class);
    }
  }

  @Test
  void settlesForProtocolThreeZero() throws Exception {
    assertThat(new Startup(3, 0, Map.of("user", "a")).negotiated()).isEmpty();
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("user", "a");
    parameters.put("_pq_.one", "1");
    FieldReader answer = new Startup(3, 2, parameters).negotiated().orElseThrow().fields();
    assertThat(answer.int32()).isEqualTo(196608);
    assertThat(answer.int32()).isEqualTo(1);
    assertThat(answer.text()).isEqualTo("_pq_.one");
    assertThat(answer.hasMore()).isFalse();
  }

  @Test
  void knowsReplicationInAnySpelling() {
    for (String yes : List.of("true", "on", "1", "yes", "database", "TRUE")) {
      assertThat(Startup.of(Map.of("replication", yes)).isReplication()).as(yes).isTrue();
    }
    for (String no : List.of("false", "off", "0", "no", "")) {
      assertThat(Startup.of(Map.of("replication", no)).isReplication()).as(no).isFalse();
    }
    assertThat(Startup.of(Map.of()).isReplication()).isFalse();
  }

  @Test
  void readsBackAnError() throws Exception {
    ErrorMessage error = new ErrorMessage("57P01", "the end", "begin again");
    assertThat(ErrorMessage.of(error.response())).isEqualTo(error);
    assertThatThrownBy(() -> ErrorMessage.of(new Message('E', new byte[] {'S', 'x'})))
        .isInstanceOf(ProtocolException.class);
  }

  private static MessageBuilder request(int code) {
    return new MessageBuilder().int32(code);
  }

  private static Opening parse(byte[] packet) throws ProtocolException {
    int length = Opening.contentLength(ByteBuffer.wrap(packet).getInt());
    assertThat(packet).hasSize(Opening.HEADER + length);
    return Opening.parse(Arrays.copyOfRange(packet, Opening.HEADER, packet.length));
  }
}
