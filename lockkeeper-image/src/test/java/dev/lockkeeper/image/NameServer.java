package dev.lockkeeper.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A DNS server that knows one name, which is 127.0.0.1; all others do not exist. Queries and
 * answers are those of RFC 1035, section 4. Needs root, for its port.
 */
final class NameServer implements AutoCloseable {
  private static final int QUESTION = 12;
  private static final int TYPE_A = 1;

  private final byte[] name;
  private final DatagramSocket socket;

  private NameServer(String name, DatagramSocket socket) {
    this.name = encoded(name);
    this.socket = socket;
  }

  /**
   * Starts it.
   *
   * @param address where, on port 53; some address of the loopback network
   * @param name the name that it knows
   */
  static NameServer start(String address, String name) throws IOException {
    NameServer server =
        new NameServer(
            name, new DatagramSocket(new InetSocketAddress(InetAddress.getByName(address), 53)));
    Thread thread = new Thread(server::serve, "name server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  private void serve() {
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(new byte[512], 512);
      try {
        socket.receive(packet);
        byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private byte[] answer(byte[] query) {
    int end = QUESTION;
    while (query[end] != 0) {
      end += query[end] + 1;
    }
    boolean isKnown = Arrays.equals(query, QUESTION, end + 1, name, 0, name.length);
    boolean hasAnswer = isKnown && query[end + 2] == TYPE_A;
    ByteBuffer answer = ByteBuffer.allocate(512);
    answer.put(query, 0, 2);
    answer.putShort((short) (isKnown ? 0x8180 : 0x8183)); // a response; no error, or no such name
    answer.putShort((short) 1).putShort((short) (hasAnswer ? 1 : 0)).putInt(0);
    answer.put(query, QUESTION, end + 5 - QUESTION);
    if (hasAnswer) {
      answer.putShort((short) 0xc00c).putShort((short) TYPE_A).putShort((short) 1);
      answer.putInt(1).putShort((short) 4).put(new byte[] {127, 0, 0, 1});
    }
    return Arrays.copyOf(answer.array(), answer.position());
  }

  private static byte[] encoded(String name) {
    ByteBuffer encoded = ByteBuffer.allocate(name.length() + 2);
    for (String label : name.split("\\.", -1)) {
      encoded.put((byte) label.length()).put(label.getBytes(StandardCharsets.US_ASCII));
    }
    return encoded.put((byte) 0).array();
  }

  @Override
  public void close() {
    socket.close();
  }
}
