package dev.lockkeeper.database.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UnixSocketTest {
  @TempDir Path temp;
  private Path file;
  private ServerSocketChannel server;
  private UnixSocket socket;

  @BeforeEach
  void listen() throws IOException {
    file = temp.resolve("s");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(file), 1);
    socket = new UnixSocket(file);
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    server.close();
  }

  @Test
  void aReadEndsWhenItsTimeIsOverAndCanBeTriedAgain() throws IOException {
    socket.connect(null, 1_000);
    try (SocketChannel peer = server.accept()) {
      socket.setSoTimeout(50);
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      peer.write(ByteBuffer.wrap(new byte[] {7}));
      assertThat(socket.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void bytesAbove127AreReadAsPositiveNumbersAndTheEndAsMinusOne() throws IOException {
    socket.connect(null, 1_000);
    try (SocketChannel peer = server.accept()) {
      peer.write(ByteBuffer.wrap(new byte[] {(byte) 0xFE}));
    }
    assertThat(socket.getInputStream().read()).isEqualTo(0xFE);
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void closeWakesABlockedRead() throws Exception {
    socket.connect(null, 1_000);
    try (SocketChannel peer = server.accept()) {
      assertThat(peer.isConnected()).isTrue();
      assertClosedWhile(() -> socket.getInputStream().read());
    }
  }

  @Test
  void closeWakesABlockedWrite() throws Exception {
    socket.connect(null, 1_000);
    try (SocketChannel peer = server.accept()) {
      assertThat(peer.isConnected()).isTrue();
      OutputStream output = socket.getOutputStream();
      assertClosedWhile(() -> output.write(new byte[16 * 1024 * 1024]));
    }
  }

  @Test
  void aBlockedWriteDoesNotHoldUpARead() throws Exception {
    socket.connect(null, 1_000);
    try (SocketChannel peer = server.accept()) {
      byte[] sent = new byte[8 * 1024 * 1024];
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(
              () -> assertThatCodeRuns(() -> socket.getOutputStream().write(sent)));
      peer.write(ByteBuffer.wrap(new byte[] {9}));
      assertThat(socket.getInputStream().read()).isEqualTo(9);
      assertThat(writing).isNotDone();
      ByteBuffer taken = ByteBuffer.allocate(sent.length);
      while (taken.hasRemaining()) {
        peer.read(taken);
      }
      writing.get(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void anInterruptIsKeptAndDoesNotCloseTheConnection() throws Exception {
    socket.connect(null, 1_000);
    try (SocketChannel peer = server.accept()) {
      AtomicBoolean kept = new AtomicBoolean();
      CompletableFuture<Integer> result = new CompletableFuture<>();
      Thread reader =
          new Thread(
              () -> {
                try {
                  int value = socket.getInputStream().read();
                  kept.set(Thread.currentThread().isInterrupted());
                  result.complete(value);
                } catch (IOException e) {
                  result.completeExceptionally(e);
                }
              });
      reader.start();
      reader.interrupt();
      Thread.sleep(100);
      peer.write(ByteBuffer.wrap(new byte[] {5}));
      assertThat(result.get(5, TimeUnit.SECONDS)).isEqualTo(5);
      assertThat(kept).isTrue();
    }
  }

  @Test
  void connectingToAFullQueueTimesOut() throws IOException {
    List<UnixSocket> waiting = new ArrayList<>();
    long start = System.nanoTime();
    try {
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 20; i++) {
                  UnixSocket next = new UnixSocket(file);
                  waiting.add(next);
                  next.connect(null, 200);
                }
              })
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining(file.toString());
    } finally {
      for (UnixSocket open : waiting) {
        open.close();
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(190));
  }

  @Test
  void connectingWaitsUntilTheQueueHasRoom() throws Exception {
    List<UnixSocket> waiting = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      UnixSocket next = new UnixSocket(file);
      next.connect(null, 1_000);
      waiting.add(next);
    }
    CompletableFuture<Void> third =
        CompletableFuture.runAsync(() -> assertThatCodeRuns(() -> socket.connect(null, 5_000)));
    Thread.sleep(100);
    assertThat(third).isNotDone();
    server.accept().close();
    third.get(5, TimeUnit.SECONDS);
    assertThat(socket.isConnected()).isTrue();
    for (UnixSocket open : waiting) {
      open.close();
    }
  }

  @Test
  void streamsOfAnUnconnectedOrClosedSocketAreRefused() throws IOException {
    assertThatThrownBy(() -> socket.getInputStream())
        .isInstanceOf(SocketException.class)
        .hasMessage("Socket is not connected");
    socket.close();
    assertThatThrownBy(() -> socket.getOutputStream())
        .isInstanceOf(SocketException.class)
        .hasMessage("Socket closed");
    assertThat(socket.isClosed()).isTrue();
  }

  private void assertClosedWhile(ThrowingCallable blocking) throws Exception {
    CompletableFuture<Void> closing =
        CompletableFuture.runAsync(
            () -> assertThatCodeRuns(() -> socket.close()),
            CompletableFuture.delayedExecutor(150, TimeUnit.MILLISECONDS));
    assertThatThrownBy(blocking).isInstanceOf(SocketException.class).hasMessage("Socket closed");
    closing.get(5, TimeUnit.SECONDS);
  }

  private static void assertThatCodeRuns(ThrowingCallable code) {
    org.assertj.core.api.Assertions.assertThatCode(code).doesNotThrowAnyException();
  }
}
