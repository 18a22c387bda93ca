package dev.lockkeeper.guard.wire;

import java.io.IOException;

/** Somebody sent bytes that are not PostgreSQL's protocol. The connection cannot go on. */
public final class ProtocolException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An exception with what was wrong, as the end of a sentence or a sentence. */
  public ProtocolException(String message) {
    super(message);
  }
}
