package dev.lockkeeper.cli.config;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.secret.SecretReference;
import dev.lockkeeper.settings.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts variables into the URLs of {@code lockkeeper.yaml}: {@code ${NAME}} and {@code
 * ${NAME:-default}}. Where the reference stands for a user, a password or a parameter's value, the
 * value is escaped, so that it may hold any character.
 */
final class References {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\\}");

  private final String raw;

  /**
   * The text with every reference replaced by letters, so that the URL's own signs can be found.
   */
  private final String skeleton;

  private References(String raw) {
    this.raw = raw;
    this.skeleton = REFERENCE.matcher(raw).replaceAll(match -> "x".repeat(match.group().length()));
  }

  /**
   * Replaces every reference.
   *
   * @throws LockkeeperException naming a variable that is not set and has no default
   */
  static Sourced<Secret> resolve(Sourced<Secret> url, Variables variables) {
    References references = new References(url.value().reveal());
    return new Sourced<>(Secret.of(references.resolved(url.source(), variables)), url.source());
  }

  /** Whether a password is written out in the URL. */
  static boolean hasWrittenPassword(Secret url) {
    References references = new References(url.reveal());
    int start = references.loginStart();
    int colon = references.skeleton.indexOf(':', start);
    int end = references.loginEnd();
    boolean isInLogin =
        colon >= 0 && colon + 1 < end && !url.reveal().substring(colon + 1, end).contains("${");
    return isInLogin || url.reveal().matches("(?s).*[?&]password=(?!\\$\\{)[^&].*");
  }

  private String resolved(String source, Variables variables) {
    if (skeleton.contains("${")) {
      throw LockkeeperException.because(
              ErrorCode.SETTINGS, source + ": ${ in the url begins no reference to a variable")
          .hint("Write ${NAME} or ${NAME:-default}.")
          .build();
    }
    Matcher matcher = REFERENCE.matcher(raw);
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      String value = value(matcher, source, variables);
      boolean isEscaped = isEscaped(matcher.start());
      if (!isEscaped && SecretReference.isStored(value)) {
        throw new UnreadSecret(source);
      }
      matcher.appendReplacement(text, Matcher.quoteReplacement(isEscaped ? escaped(value) : value));
    }
    return matcher.appendTail(text).toString();
  }

  private static String value(Matcher matcher, String source, Variables variables) {
    String name = matcher.group(1);
    String fallback = matcher.group(2);
    return variables
        .findOrFile(name)
        .map(found -> found.value().reveal())
        .orElseGet(
            () -> {
              if (fallback == null) {
                throw LockkeeperException.because(
                        ErrorCode.SETTINGS,
                        source + ": the url refers to " + name + ", which is not set")
                    .hint("Set " + name + ", or write ${" + name + ":-default}.")
                    .build();
              }
              return fallback;
            });
  }

  private boolean isEscaped(int position) {
    int query = skeleton.indexOf('?');
    boolean isInQuery = query >= 0 && position > query;
    return isInQuery || (position >= loginStart() && position < loginEnd());
  }

  private int loginStart() {
    int scheme = skeleton.indexOf("://");
    return scheme < 0 ? skeleton.length() : scheme + 3;
  }

  private int loginEnd() {
    int start = loginStart();
    int end = start;
    while (end < skeleton.length() && "/?".indexOf(skeleton.charAt(end)) < 0) {
      end++;
    }
    return start + Math.max(0, skeleton.substring(start, end).lastIndexOf('@'));
  }

  private static String escaped(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
