package dev.lockkeeper.guard.child;

import java.util.regex.Pattern;

/** Tells from a variable's name that its value is a secret. */
final class SecretNames {
  private static final Pattern ENDING =
      Pattern.compile(
          "(?i).*(?:PASSWORD|PASSWD|(?:^|_|DB|PG)PASS|SECRET|TOKEN"
              + "|(?:SECRET|API|PRIVATE)_?KEY)");

  private SecretNames() {}

  static boolean isSecret(String variable) {
    return ENDING.matcher(variable).matches();
  }
}
