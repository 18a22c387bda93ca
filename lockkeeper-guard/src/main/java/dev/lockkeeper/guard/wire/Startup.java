package dev.lockkeeper.guard.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The packet that begins a session. Immutable.
 *
 * @param major the major protocol version
 * @param minor the minor protocol version
 * @param parameters user, database and settings, in their order; empty unless the version is 3
 */
public record Startup(int major, int minor, Map<String, String> parameters) implements Opening {
  /** The one major version that is spoken. */
  public static final int MAJOR = 3;

  private static final String EXTENSION = "_pq_.";

  /** Makes a packet; the parameters are copied. */
  public Startup {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** A packet of protocol 3.0. */
  public static Startup of(Map<String, String> parameters) {
    return new Startup(MAJOR, 0, parameters);
  }

  /** The bytes of the packet. */
  public byte[] encoded() {
    MessageBuilder packet = new MessageBuilder().int32(version());
    parameters.forEach((name, value) -> packet.text(name).text(value));
    return packet.byte1('\0').packet();
  }

  /**
   * The answer to a client that wants more than protocol 3.0 has: a newer minor version, or
   * extensions. Nothing if it does not.
   */
  public Optional<Message> negotiated() {
    List<String> extensions = parameters.keySet().stream().filter(Startup::isExtension).toList();
    if (minor == 0 && extensions.isEmpty()) {
      return Optional.empty();
    }
    MessageBuilder answer =
        new MessageBuilder().int32(Startup.of(Map.of()).version()).int32(extensions.size());
    extensions.forEach(answer::text);
    return Optional.of(answer.build('v'));
  }

  /** Whether a parameter is an extension of the protocol rather than a setting. */
  public static boolean isExtension(String parameter) {
    return parameter.startsWith(EXTENSION);
  }

  /** Whether the session would be one for replication, in any spelling of a true boolean. */
  public boolean isReplication() {
    String value = parameters.getOrDefault("replication", "").toLowerCase(Locale.ROOT);
    return !List.of("", "false", "off", "no", "0", "f", "n").contains(value);
  }

  private int version() {
    return (major << 16) | minor;
  }
}
