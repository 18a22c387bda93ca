package dev.lockkeeper.guard.server;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How much TLS a connection must have: the values of {@code sslmode}, in the sense of libpq and the
 * JDBC driver.
 */
enum SslMode {
  DISABLE("disable", false, false),
  /** Encrypts where the server can; what is encrypted without need does no harm. */
  ALLOW("allow", false, false),
  PREFER("prefer", false, false),
  REQUIRE("require", true, false),
  VERIFY_CA("verify-ca", true, true),
  VERIFY_FULL("verify-full", true, true);

  private final String id;
  private final boolean required;
  private final boolean verified;

  SslMode(String id, boolean required, boolean verified) {
    this.id = id;
    this.required = required;
    this.verified = verified;
  }

  static SslMode of(Optional<String> text) {
    String wanted = text.orElse(PREFER.id);
    return Arrays.stream(values())
        .filter(mode -> mode.id.equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                LockkeeperException.because(ErrorCode.SETTINGS, "sslmode=" + wanted + " is no mode")
                    .hint(
                        "Write one of "
                            + Arrays.stream(values())
                                .map(mode -> mode.id)
                                .collect(Collectors.joining(", "))
                            + ".")
                    .build());
  }

  /** Whether a connection without TLS is refused. */
  boolean isRequired() {
    return required;
  }

  /** Whether the certificate must come from a trusted authority. */
  boolean isVerified() {
    return verified;
  }

  /** Whether the certificate must also be for the host's name. */
  boolean isNameChecked() {
    return this == VERIFY_FULL;
  }

  @Override
  public String toString() {
    return id;
  }
}
