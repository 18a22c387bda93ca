package dev.lockkeeper.google.run;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Cloud Run and Cloud Logging are: Google's own, or an emulator on this machine, which gets
 * no credentials.
 *
 * @param emulator its host and port, if there is one
 */
record Endpoint(Optional<String> emulator) {
  static final String VARIABLE = "LOCKKEEPER_GOOGLE_ENDPOINT";

  private static final Pattern FORM =
      Pattern.compile("http://((?:localhost|127\\.0\\.0\\.1|\\[::1]):[0-9]{1,5})/?");

  static Endpoint of(Map<String, String> environment) {
    String text = environment.getOrDefault(VARIABLE, "").strip();
    if (text.isEmpty()) {
      return new Endpoint(Optional.empty());
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS, VARIABLE + " is no address of this machine with a port")
          .databaseState("Nothing was sent to the database.")
          .hint(
              "Unset it to reach Google's own services. It is for an emulator, as in"
                  + " http://127.0.0.1:PORT.")
          .build();
    }
    return new Endpoint(Optional.of(matcher.group(1)));
  }
}
