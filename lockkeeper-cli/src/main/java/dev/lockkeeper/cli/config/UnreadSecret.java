package dev.lockkeeper.cli.config;

/** A value is needed that is in a secret store, which is not to be asked now. */
final class UnreadSecret extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param source where the reference stands
   */
  UnreadSecret(String source) {
    super(source + " refers to a secret, which is not read here");
  }
}
