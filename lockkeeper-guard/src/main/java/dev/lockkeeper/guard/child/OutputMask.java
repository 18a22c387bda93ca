package dev.lockkeeper.guard.child;

import dev.lockkeeper.guard.relay.RelayAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Hides secrets in what a program prints: as they are, and as they look in URLs, JSON and source
 * text; those of eight bytes and more also in base64 and hexadecimal. Texts of fewer than four
 * characters are too common to be hidden. Immutable and thread-safe.
 */
public final class OutputMask {
  /** A shorter value of a variable that is merely named like a secret is hardly one. */
  private static final int SHORTEST_GUESS = 8;

  private final SecretAutomaton secrets;

  private OutputMask(Collection<String> values) {
    Set<String> spellings = new TreeSet<>();
    values.forEach(value -> spellings.addAll(Spellings.of(value)));
    this.secrets = new SecretAutomaton(spellings);
  }

  /**
   * A mask for one program.
   *
   * @param given the secrets of the real server
   * @param relay its one-time password is masked too
   * @param inherited variables; the values of those that are named like secrets are masked
   * @param names further variables whose values are masked
   */
  public static OutputMask of(
      Secrets given, RelayAddress relay, Map<String, String> inherited, List<String> names) {
    List<String> values = values(given, inherited, names);
    values.add(relay.password().reveal());
    return new OutputMask(values);
  }

  /** A mask for a program that knows of no relay. */
  public static OutputMask of(Secrets given, Map<String, String> inherited) {
    return new OutputMask(values(given, inherited, List.of()));
  }

  private static List<String> values(
      Secrets given, Map<String, String> inherited, List<String> names) {
    List<String> values = new ArrayList<>(given.values());
    inherited.forEach(
        (name, value) -> {
          boolean isGuessed = SecretNames.isSecret(name) && value.length() >= SHORTEST_GUESS;
          if (isGuessed || names.contains(name)) {
            values.add(value);
          }
        });
    return values;
  }

  static OutputMask ofValues(Collection<String> values) {
    return new OutputMask(values);
  }

  /** A stream that masks what is written to it and passes it on. */
  MaskingStream over(OutputStream out) {
    return new MaskingStream(secrets, out);
  }

  /** A text with the secrets masked. */
  public String masked(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MaskingStream stream = over(bytes)) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
