package dev.lockkeeper.cli.report;

import dev.lockkeeper.settings.DurationText;
import org.jspecify.annotations.Nullable;

/** A line at the bottom of a terminal that shows that work goes on. Does nothing elsewhere. */
final class Spinner {
  private static final String[] FRAMES = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
  private static final long FRAME_MILLIS = 120;

  private final Output output;
  private final boolean enabled;
  private @Nullable Thread thread;
  private @Nullable String text;
  private String detail = "";
  private long since;

  Spinner(Output output) {
    this.output = output;
    this.enabled =
        Terminal.isThere()
            && !output.form().json()
            && !output.form().quiet()
            && !output.form().log().isStructured();
  }

  synchronized void show(String shown) {
    if (!enabled) {
      return;
    }
    text = shown;
    detail = "";
    since = System.nanoTime();
    if (thread == null) {
      thread = new Thread(this::turn, "lockkeeper-spinner");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Adds to what is shown; says whether anything is shown. */
  synchronized boolean detail(String more) {
    detail = more;
    return enabled && text != null;
  }

  synchronized void clear() {
    if (enabled && text != null) {
      output.transientLine("");
    }
  }

  synchronized void stop() {
    clear();
    text = null;
    if (thread != null) {
      thread.interrupt();
      thread = null;
    }
  }

  private void turn() {
    int frame = 0;
    try {
      while (true) {
        Thread.sleep(FRAME_MILLIS);
        draw(FRAMES[frame++ % FRAMES.length]);
      }
    } catch (InterruptedException e) {
      // The run has ended.
    }
  }

  private synchronized void draw(String frame) {
    if (text != null) {
      long millis = (System.nanoTime() - since) / 1_000_000;
      output.transientLine(
          "  "
              + frame
              + " "
              + text
              + (millis < 1000 ? "" : ", " + DurationText.display(millis))
              + (detail.isEmpty() ? "" : ", " + detail));
    }
  }
}
