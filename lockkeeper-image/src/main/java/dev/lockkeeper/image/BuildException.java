package dev.lockkeeper.image;

import java.io.Serial;

/** Why an image cannot be built, in words for who builds it. */
final class BuildException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  BuildException(String message) {
    super(message);
  }
}
