package dev.lockkeeper.guard.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Carries what a program prints from its pipe to our stream, on a thread of its own. It only reads
 * what is there, since nothing wakes a thread that waits for a pipe which a process nobody knows of
 * keeps open.
 */
final class OutputPump {
  private static final int BUFFER = 16 * 1024;
  private static final int LONGEST_NAP_MILLIS = 10;

  /** So long nothing must come before the few bytes are shown that might begin a secret. */
  private static final int IDLE_MILLIS = 200;

  /**
   * A pipe holds up to 1 MiB; see pipe(7). More than that is printed by a process that lives on.
   */
  private static final long MOST_AT_THE_END = 2L * 1024 * 1024;

  private final InputStream from;
  private final MaskingStream to;
  private final Thread thread;
  private volatile boolean finishing;

  private OutputPump(InputStream from, MaskingStream to, String name) {
    this.from = from;
    this.to = to;
    this.thread = new Thread(this::run, name);
    this.thread.setDaemon(true);
  }

  /** Starts to carry. */
  static OutputPump start(
      InputStream from, OutputStream to, OutputTail tail, OutputMask mask, String name) {
    OutputPump pump = new OutputPump(from, mask.over(new Seen(to, tail)), name);
    pump.thread.start();
    return pump;
  }

  /** No more will be printed: the pump ends as soon as it has carried what is left. */
  void finish() {
    finishing = true;
  }

  /** Whether there may be something left. */
  boolean isCarrying() {
    return thread.isAlive();
  }

  private void run() {
    try (from;
        to) {
      carry();
    } catch (IOException e) {
      // The pipe was closed under us: there is nothing more to carry.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void carry() throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    long left = MOST_AT_THE_END;
    int nap = 1;
    int idle = 0;
    while (left > 0) {
      boolean last = finishing;
      int ready = from.available();
      if (ready > 0) {
        int read = from.read(buffer, 0, Math.min(ready, buffer.length));
        to.write(buffer, 0, Math.max(0, read));
        to.flush();
        left -= last ? read : 0;
        nap = 1;
        idle = 0;
      } else if (last) {
        left = 0;
      } else {
        Thread.sleep(nap);
        idle += nap;
        nap = Math.min(2 * nap, LONGEST_NAP_MILLIS);
        if (idle >= IDLE_MILLIS && to.waiting() > 0 && to.waiting() < Secrets.SHORTEST) {
          to.release();
        }
      }
    }
  }

  /** Our stream, and what is remembered; once our stream fails, the program goes on unheard. */
  private static final class Seen extends OutputStream {
    private final OutputStream out;
    private final OutputTail tail;
    private boolean broken;

    Seen(OutputStream out, OutputTail tail) {
      this.out = out;
      this.tail = tail;
    }

    @Override
    public void write(int single) {
      write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      tail.add(bytes, offset, length);
      if (!broken) {
        try {
          out.write(bytes, offset, length);
        } catch (IOException e) {
          broken = true;
        }
      }
    }

    @Override
    public void flush() {
      if (!broken) {
        try {
          out.flush();
        } catch (IOException e) {
          broken = true;
        }
      }
    }
  }
}
