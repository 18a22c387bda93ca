package dev.lockkeeper.cli.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells whether a line of a deployment file holds a secret in plain text, judged by the names of
 * variables and by addresses with a password. References to variables, secret managers and files,
 * and placeholders, are none.
 */
final class SecretLine {
  /** What is called just "secret" is the name of one in a secret store. */
  private static final String SECRET_NAME =
      "(?!-*secret[\"']?\\s*[=:])(?:[a-z0-9_.-]*(?:password|passwd|passphrase|secret|token|api[_-]?key|private[_-]?key"
          + "|access[_-]?key|secret[_-]?key)|(?:[a-z0-9_.-]*[_.-])?pass)";

  private static final Pattern ASSIGNMENT =
      Pattern.compile("(?i)(?<![a-z0-9_.-])" + SECRET_NAME + "[\"']?(?:\\s*=\\s*|\\s*:\\s+)(.*)");
  private static final Pattern DOCKER_ENV =
      Pattern.compile("(?i)\\s*ENV\\s+" + SECRET_NAME + "\\s+([^=\\s].*)");
  private static final Pattern DOCKER_ARG =
      Pattern.compile("(?i)\\s*ARG\\s+" + SECRET_NAME + "\\s*");
  private static final Pattern NAME_ENTRY =
      Pattern.compile("(?i).*\\bname:\\s*[\"']?" + SECRET_NAME + "[\"']?\\s*");
  private static final Pattern VALUE_ENTRY = Pattern.compile("(?i)\\s*value:\\s+(.*)");
  private static final Pattern ADDRESS =
      Pattern.compile("(?i)[a-z][a-z0-9+.-]*://[^\\s:/@\"']*:([^\\s\"']+)@");
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?i)[$%<!*`|>\\[{].*|sm://.*|vault:.*|projects/.*|/run/secrets/.*"
              + "|[a-z0-9_-]+:(latest|\\d+)"
              + "|true|false|null|none|yes|no|read|write|required|optional"
              + "|change[_-]?me|x{3,}|\\.{3,}|placeholder|example|your[-_ ].*");

  private SecretLine() {}

  /** Whether the line sets a secret to a value that is written out. */
  static boolean holdsSecret(String line) {
    return assigns(line) || matches(DOCKER_ENV, line) || hasAddressWithPassword(line);
  }

  /** Whether the line takes a secret as a build argument. */
  static boolean isSecretArgument(String line) {
    return DOCKER_ARG.matcher(line).matches();
  }

  /** Whether two lines are a list entry with the name of a secret and its value. */
  static boolean isSecretEntry(String nameLine, String valueLine) {
    return NAME_ENTRY.matcher(nameLine).matches() && matches(VALUE_ENTRY, valueLine);
  }

  private static boolean assigns(String line) {
    Matcher matcher = ASSIGNMENT.matcher(line);
    int from = 0;
    while (matcher.find(from)) {
      if (isLiteral(matcher.group(1))) {
        return true;
      }
      from = matcher.start(1);
    }
    return false;
  }

  private static boolean matches(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    return matcher.matches() && isLiteral(matcher.group(1));
  }

  private static boolean hasAddressWithPassword(String line) {
    Matcher matcher = ADDRESS.matcher(line);
    while (matcher.find()) {
      if (isLiteral(matcher.group(1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLiteral(String text) {
    String value = firstWord(text.strip());
    return !value.isEmpty() && !value.startsWith("#") && !REFERENCE.matcher(value).matches();
  }

  /** The value without its quotes and what comes after it. */
  private static String firstWord(String text) {
    if (text.startsWith("\"") || text.startsWith("'")) {
      int end = text.indexOf(text.charAt(0), 1);
      return end < 0 ? text.substring(1) : text.substring(1, end);
    }
    return text.split("[\\s,;\"'\\])}]", 2)[0];
  }
}
