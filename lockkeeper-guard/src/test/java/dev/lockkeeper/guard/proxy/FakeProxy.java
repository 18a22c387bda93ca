package dev.lockkeeper.guard.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A proxy in Python: it passes bytes on to a port, and misbehaves as told. */
final class FakeProxy {
  private static final String SCRIPT =
      """
      import os, socket, sys, threading, time

      def carry(source, target):
          try:
              while data := source.recv(65536):
                  target.sendall(data)
              target.shutdown(socket.SHUT_WR)
          except OSError:
              pass

      def serve(client):
          server = socket.create_connection(("127.0.0.1", int(sys.argv[2])))
          threading.Thread(target=carry, args=(client, server), daemon=True).start()
          carry(server, client)

      print("fake proxy", os.getpid(), "starts", flush=True)
      mode = sys.argv[3] if len(sys.argv) > 3 else ""
      if mode == "fails":
          sys.exit("the password is not " + sys.argv[4])
      if mode == "hangs":
          time.sleep(1000)
      if mode == "slow":
          time.sleep(0.7)
      listener = socket.socket()
      listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      try:
          listener.bind(("127.0.0.1", int(sys.argv[1])))
      except OSError as failure:
          print(failure, flush=True)
          if mode == "stubborn":
              time.sleep(1000)
          sys.exit(1)
      listener.listen(100)
      print("fake proxy listens", flush=True)
      while True:
          client, _ = listener.accept()
          if mode == "silent":
              threading.Thread(target=time.sleep, args=(1000, client), daemon=True).start()
          elif mode == "wrong":
              client.sendall(b"HTTP/1.1 400 Bad Request\\r\\n\\r\\n")
          elif mode == "closes":
              client.close()
          else:
              threading.Thread(target=serve, args=(client,), daemon=True).start()
      """;

  private FakeProxy() {}

  /**
   * How to start one.
   *
   * @param words the port to pass on to, and how to misbehave
   */
  static ProxySettings settings(Path folder, Duration readyTimeout, Object... words)
      throws IOException {
    Path script = Files.writeString(folder.resolve("proxy.py"), SCRIPT);
    List<String> command =
        new ArrayList<>(List.of("python3", script.toString(), ProxySettings.PORT));
    for (Object word : words) {
      command.add(word.toString());
    }
    return new ProxySettings(command, readyTimeout);
  }
}
