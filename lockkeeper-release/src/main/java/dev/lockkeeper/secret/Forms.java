package dev.lockkeeper.secret;

import java.util.regex.Pattern;

/** How secrets are written. The two forms differ in the number of their parts. */
final class Forms {
  private static final String PROJECT = "[a-z0-9][a-z0-9.:-]{0,99}";
  private static final String LOCATION = "[a-z][a-z0-9-]{0,62}";
  private static final String SECRET = "[A-Za-z0-9_-]{1,255}";
  private static final String VERSION = "[1-9][0-9]{0,18}|[A-Za-z][A-Za-z0-9_-]{0,62}";

  static final Pattern STORED =
      Pattern.compile(
          SecretReference.SCHEME
              + "(?:(?<p>"
              + PROJECT
              + ")/(?<s>"
              + SECRET
              + ")(?:/(?<v>"
              + VERSION
              + "))?|projects/(?<project>"
              + PROJECT
              + ")(?:/locations/(?<location>"
              + LOCATION
              + "))?/secrets/(?<secret>"
              + SECRET
              + ")(?:/versions/(?<version>"
              + VERSION
              + "))?)");

  private Forms() {}
}
