package dev.lockkeeper.google.secret;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Secret Manager is. Secrets of a region are asked for in that region, at {@code
 * secretmanager.REGION.rep.googleapis.com}.
 *
 * @param other host and port of another endpoint than Google's own
 * @param isPlaintext whether it is an emulator without encryption and credentials
 */
record Endpoint(Optional<String> other, boolean isPlaintext) {
  static final String VARIABLE = "LOCKKEEPER_SECRET_MANAGER_ENDPOINT";

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Pattern FORM =
      Pattern.compile("(http|https)://([A-Za-z0-9.-]+|\\[[0-9a-fA-F:]+])(?::([0-9]{1,5}))?/?");

  static Endpoint of(Map<String, String> environment) {
    String text = environment.getOrDefault(VARIABLE, "").strip();
    if (text.isEmpty()) {
      return new Endpoint(Optional.empty(), false);
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw wrong("is no address of the form https://HOST:PORT");
    }
    boolean isPlaintext = matcher.group(1).equals("http");
    if (isPlaintext && !LOOPBACK.contains(matcher.group(2))) {
      throw wrong("would send secrets without encryption to another machine");
    }
    String port = matcher.group(3) == null ? isPlaintext ? "80" : "443" : matcher.group(3);
    return new Endpoint(Optional.of(matcher.group(2) + ":" + port), isPlaintext);
  }

  /** Host and port for the secrets of a region, or of none. */
  String address(Optional<String> location) {
    return other.orElseGet(
        () ->
            location
                .map(region -> "secretmanager." + region + ".rep.googleapis.com:443")
                .orElse("secretmanager.googleapis.com:443"));
  }

  private static LockkeeperException wrong(String what) {
    return LockkeeperException.because(ErrorCode.SETTINGS, VARIABLE + " " + what)
        .databaseState("Nothing was sent to the database.")
        .hint(
            "Unset it to reach Google's own service. It is for an emulator on this machine, as in"
                + " http://127.0.0.1:PORT, or for a private endpoint with TLS.")
        .build();
  }
}
