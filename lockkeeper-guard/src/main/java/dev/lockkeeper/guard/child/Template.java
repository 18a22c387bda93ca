package dev.lockkeeper.guard.child;

import dev.lockkeeper.failure.ErrorCode;
import dev.lockkeeper.failure.LockkeeperException;
import dev.lockkeeper.guard.relay.RelayAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a variable with places for parts of the relay's address: <code>{user}</code>, <code>
 * {password}</code>, <code>{host}</code>, <code>{port}</code>, <code>{database}</code>, <code>
 * {socket}</code>. Two opening braces stand for one. In a text that is a URL the parts are
 * percent-encoded.
 */
public final class Template {
  private static final Pattern PART = Pattern.compile("\\{\\{|\\{(?<name>[^{}]*)\\}|\\{");

  private Template() {}

  /** What is wrong with a template, as the end of a sentence about it. */
  public static Optional<String> problem(String template) {
    Matcher matcher = PART.matcher(template);
    while (matcher.find()) {
      String name = matcher.group("name");
      if (name != null ? !Part.NAMES.containsKey(name) : matcher.group().equals("{")) {
        return Optional.of(
            (name == null ? "a brace begins nothing" : "there is no {" + name + "}")
                + "; known are {"
                + String.join("}, {", new TreeSet<>(Part.NAMES.keySet()))
                + "}, and {{ for a brace");
      }
    }
    return Optional.empty();
  }

  /**
   * The variables that would lead a program past the relay, since they tell an address without a
   * place for the relay's.
   *
   * @param templates the variables to set, by name
   * @param socketFolder where the relay listens on a Unix socket, if it does
   */
  public static List<String> pastRelay(Map<String, String> templates, Optional<?> socketFolder) {
    return new TreeMap<>(templates)
        .entrySet().stream()
            .filter(
                each ->
                    AddressVariables.leadsPastRelay(each.getKey(), each.getValue(), socketFolder))
            .map(Map.Entry::getKey)
            .toList();
  }

  /**
   * Fills a template.
   *
   * @param variable the name of the variable, for messages
   * @throws LockkeeperException with {@link ErrorCode#SETTINGS} if the template is wrong, or asks
   *     for a socket that the relay does not have
   */
  static String filled(String variable, String template, RelayAddress relay) {
    problem(template)
        .ifPresent(
            what -> {
              throw settings(variable, what, "Correct run.env in lockkeeper.yaml.");
            });
    boolean isUrl = template.contains("://");
    return PART.matcher(template)
        .replaceAll(
            match -> {
              String name = match.group(1);
              String value = name == null ? "{" : part(variable, name, relay);
              return Matcher.quoteReplacement(
                  isUrl && name != null ? Percent.encoded(value) : value);
            });
  }

  private static String part(String variable, String name, RelayAddress relay) {
    return Optional.ofNullable(Part.NAMES.get(name))
        .flatMap(part -> part.of(relay))
        .orElseThrow(
            () ->
                settings(
                    variable,
                    "the relay has no socket for {socket}",
                    "Set run.socket-dir in lockkeeper.yaml to a folder of yours."));
  }

  private static LockkeeperException settings(String variable, String what, String hint) {
    return LockkeeperException.because(
            ErrorCode.SETTINGS, "the template of the variable " + variable + ": " + what)
        .databaseState("Nothing was changed.")
        .hint(hint)
        .build();
  }

  private interface Part {
    Map<String, Part> NAMES = parts();

    Optional<String> of(RelayAddress relay);

    private static Map<String, Part> parts() {
      Map<String, Part> parts = new LinkedHashMap<>();
      parts.put("user", relay -> Optional.of(relay.user()));
      parts.put("password", relay -> Optional.of(relay.password().reveal()));
      parts.put("host", relay -> Optional.of(RelayAddress.HOST));
      parts.put("port", relay -> Optional.of(String.valueOf(relay.port())));
      parts.put("database", relay -> Optional.of(relay.database()));
      parts.put("socket", relay -> relay.socketFolder().map(String::valueOf));
      return parts;
    }
  }
}
