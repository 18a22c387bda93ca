package dev.lockkeeper.guard.relay;

import dev.lockkeeper.guard.wire.ErrorMessage;

/** A client that is not let in, and what it is told. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient ErrorMessage error;

  Refusal(ErrorMessage error) {
    super(error.message());
    this.error = error;
  }

  ErrorMessage error() {
    return error;
  }
}
